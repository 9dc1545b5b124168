/* Consent: gate, hosts' threads, recorder thread, uploader, a second process, kill -9, files, the tenant's verdict.
 *
 * Names are those of the code; README.md says which step is which function. An epoch is the number of its key. What is
 * captured, queued, encoded, spooled and sent is the number of the epoch that it was captured in; 0 is nothing.
 *
 * A property that is an assertion is checked as CHECK(its name, what must hold): the name stands in Spin's message.
 */

/* ---- Bounds: run_model gives them. ---- */
#ifndef PROCESSES
#define PROCESSES 1
#endif
#ifndef NOS
#define NOS 1         /* how often the user says no */
#endif
#ifndef YESES
#define YESES 1       /* and yes again */
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef FLIPS
#define FLIPS 0       /* how often the tenant's setting changes */
#endif
#ifndef EXPIRIES
#define EXPIRIES 0    /* how often a verdict becomes too old */
#endif
#define RUNS (PROCESSES + CRASHES)  /* lives of processes: each has files of its own in the spool */
#if defined(OTHER) || PROCESSES > 1
#define THREADS 2     /* of a process, which a crash ends */
#else
#define THREADS 3
#endif

/* What a property is called; always 0, so that it says nothing in a condition. */
bit no_capture_while_closed, no_byte_after_closing, last_bytes_after_asking, torn_down_never_stored,
    no_epoch_in_another, unreadable_after_closing, no_half_closing, crash_finished_first, expiry_suspends,
    unheard_off_never_stored, newer_yes_ends;
bit reachable_upload_stored, reachable_closing_hits_upload, reachable_closing_hits_queue, reachable_reopened,
    reachable_taken_over, reachable_crash_in_closing, reachable_crash_told, reachable_resumed, reachable_missed_no,
    reachable_no_key_made, reachable_unheard_off_refused, reachable_newer_yes_heard, reachable_older_epoch_found;
#define CHECK(name, what) assert((what) || name)
#ifdef REACHABLE
#define REACHED(name) assert(name)
#else
#define REACHED(name) skip
#endif

/* privacy::Answer */
#define UNKNOWN 0
#define NO 1
#define YES 2
/* privacy::TenantState; 0 is unknown, too */
#define OFF 1
#define ALLOWED 2
#define EXPIRED 3
/* epoch::Disk */
#define LATER 0
#define AT_ONCE 1
/* epoch::Action */
#define END 0
#define WAIT 1
#define SUSPEND 2
#define OPEN 3
#define LEAVE_OLDER 4  /* as END, of an epoch that began under an older yes of the tenant's */
#define OTHERS 255     /* the number of the process other() */
/* Uploader: what it waits for */
#define STOPPED 0
#define REST 1
#define CONNECTED 2
#define DRAINING 3
#define ANSWER 4

/* ---- Disk: outlives every process. ---- */
byte choice_file = YES;      /* choice.json */
byte key_file;               /* epoch.key */
byte spool_data[RUNS];       /* segments of a run: what they hold … */
byte spool_key[RUNS];        /* … and the key that opens it */
byte owner[RUNS];            /* the run's lock: who holds it, process + 1 */
byte key_since[8];           /* by key: under which yes of the tenant's it was made; so do its batches tell */
byte next_key = 1;
byte runs;

/* ---- The tenant, the network, the endpoint ---- */
byte setting = ALLOWED;
byte since = 1;              /* Settings.allowed_since: the number of the tenant's yes */
bit wire_first[PROCESSES], wire_last[PROCESSES];  /* our kernel's queue: of the body that is being sent */
bit peer_first[PROCESSES];                        /* what the endpoint has of it */
bit answered[PROCESSES];

/* ---- Memory of a process: a crash takes it. ---- */
bit alive[PROCESSES];
byte gone[PROCESSES] = THREADS;  /* threads that do not run: not yet, or they have noticed the crash */
byte own_run[PROCESSES];
/* boundary::Page */
bit gate[PROCESSES];
byte generation[PROCESSES];  /* last_generation: the epoch whose session is recorded */
byte inside[PROCESSES];
bit buffers[PROCESSES];
byte queue[PROCESSES];
/* epoch::Epoch */
bit open_[PROCESSES], closing_[PROCESSES];
bit silences_[PROCESSES];     /* has counted on since `before` was read; so have host_answers and cuts_ */
byte first_half_[PROCESSES];  /* how many are within steps 1 to 4 */
/* Recorder::State */
byte answer[PROCESSES], verdict[PROCESSES];
byte heard[PROCESSES];       /* Verdict::allowed_since: of the last yes */
bit host_answers[PROCESSES];
bit refused[PROCESSES], suspended[PROCESSES], may_lie_on_disk[PROCESSES], epoch_is_open[PROCESSES];
bit posted[PROCESSES];       /* loop.post(reconsider) */
bit not_durable[PROCESSES];  /* told, destroyed: what the disk has not yet been waited for */
bit outlet[PROCESSES];
byte session[PROCESSES];     /* encoded, and in the open batch */
bit watching[PROCESSES], changed[PROCESSES];  /* platform::FileWatch */
/* transport */
byte epoch[PROCESSES];       /* Transport::State::epoch */
byte uploader[PROCESSES], sending[PROCESSES], sending_run[PROCESSES];
bit socket[PROCESSES], cut_[PROCESSES], cuts_[PROCESSES];
bit names_mutex[PROCESSES];  /* key_locks.h: no key appears behind the back of who destroys it */

/* ---- What the properties look at; the code has no such thing. ---- */
bit said_no;                 /* a closing by the user returned, and no yes was stored since */
byte opened;                 /* the newest epoch that was ever opened */
byte over;                   /* epochs up to this one are over: their closing returned */
byte before_off;             /* epochs up to this one began before the tenant went off */
byte destroyed;              /* epochs up to this one had their key destroyed by step 3 */
bit told_no[PROCESSES], destroyed_keys[PROCESSES];  /* by the call of the user's that is under way */
bit lags[PROCESSES];         /* another process stored a no that this one has not yet taken up */
bit asked[PROCESSES];        /* since the rest has drained */
bit last_written[PROCESSES]; /* in this upload */
bit must_finish[PROCESSES];  /* started on the files of a closing that a crash cut short */
bit is_sealed[PROCESSES];    /* a suspension is complete */
bit closed_once;

#define is_over(p, e) ((e) <= over && !lags[p])

/* ---- transport::Cutter ---- */
inline cut(p) { cuts_[p] = 1; cut_[p] = 1; tear_down(p) }
inline mend(p) { if :: !cuts_[p] -> cut_[p] = 0; mended = 1 :: else -> mended = 0 fi }

/* ---- transport: connection, uploader, epoch key, spool ---- */
inline tear_down(p) { socket[p] = 0; wire_first[p] = 0; wire_last[p] = 0 }
inline uploader_start(p) { uploader[p] = REST }
inline let_go(p) { sending[p] = 0; sending_run[p] = 0; answered[p] = 0; asked[p] = 0; last_written[p] = 0; tear_down(p) }
inline uploader_stop(p) { uploader[p] = STOPPED; let_go(p) }
inline upload_failed(p) { uploader[p] = REST; let_go(p) }

inline destroy_epoch_key() { key_file = 0 }

/* The question before a key is made and after; another process may have said no in between. */
inline may_make_key(p) {
    if
    :: cuts_[p] || closing_[p] -> wanted = 0
    :: else ->
        read_stored_choice(p);
        d_step { wanted = answer[p] == YES; if :: !wanted -> posted[p] = 1 :: else fi }
    fi
}
inline read_or_create(p) {
    d_step { CHECK(crash_finished_first, !must_finish[p]); epoch[p] = key_file };
    if
    :: epoch[p] == 0 ->
        names_mutex[p] = 1;
        may_make_key(p);
        d_step {
            if
            :: wanted && key_file == 0 ->
                key_file = next_key; epoch[p] = next_key; key_since[next_key] = heard[p]; next_key++
            :: wanted && key_file != 0 -> epoch[p] = key_file; wanted = 0  /* another process made one */
            :: else -> REACHED(reachable_no_key_made)
            fi;
            names_mutex[p] = 0
        };
        if
        :: wanted ->
            may_make_key(p);
            if
            :: !wanted -> d_step { destroy_epoch_key(); epoch[p] = 0 }
            :: else
            fi
        :: else
        fi
    :: else
    fi
}

inline take_over(p) {
    i = 0;
    do
    :: i < RUNS ->
        if
        :: owner[i] == 0 && spool_data[i] != 0 && spool_key[i] == epoch[p] ->
            CHECK(crash_finished_first, !is_over(p, spool_data[i]) || closing_[p]);
            owner[i] = p + 1
        :: owner[i] == 0 && spool_data[i] != 0 && spool_key[i] != epoch[p] -> spool_data[i] = 0; spool_key[i] = 0
        :: else
        fi;
        i++
    :: else -> break
    od;
    owner[own_run[p]] = p + 1;
    i = 0
}

/* spool_piece() and close(): what waits in the open batch goes to the spool, under the key in memory. */
inline close_batch(p) {
    if
    :: session[p] != 0 && epoch[p] != 0 ->
        CHECK(no_epoch_in_another, session[p] == epoch[p]);
        spool_data[own_run[p]] = session[p];
        spool_key[own_run[p]] = epoch[p]
    :: else
    fi;
    session[p] = 0
}

inline spool_wipe() {
    i = 0;
    do
    :: i < RUNS -> spool_data[i] = 0; spool_key[i] = 0; i++
    :: else -> break
    od;
    i = 0
}

inline need_outlet(p) { if :: !outlet[p] -> outlet[p] = 1; cut_[p] = 0 :: else fi }
inline drop_outlet(p) {
    outlet[p] = 0; epoch[p] = 0; epoch_is_open[p] = 0; cut_[p] = 0; cuts_[p] = 0;
    uploader_stop(p);
    i = 0;
    do
    :: i < RUNS -> if :: owner[i] == p + 1 -> owner[i] = 0 :: else fi; i++
    :: else -> break
    od;
    i = 0
}

/* ---- sdk/epoch: the first half of closing. `store` is NO when the choice is told, too. ---- */
inline shut_gate(p) { gate[p] = 0; open_[p] = 0; closing_[p] = 1; silences_[p] = 1 }
inline cut_network(p) { if :: outlet[p] -> cut(p) :: else fi }
inline destroy_keys(p) { destroy_epoch_key(); destroyed = next_key - 1 }
inline make_durable(p) { not_durable[p] = 0 }
inline write_choice(p, what) {
    choice_file = what;
    if :: what == YES -> said_no = 0 :: else -> ending = opened fi;
    i = 0;
    do
    :: i < PROCESSES ->
        if :: watching[i] -> changed[i] = 1 :: else fi;
        if :: what == YES -> must_finish[i] = 0 :: else fi;
        if :: alive[i] && i != p && what == NO -> lags[i] = 1 :: else fi;
        i++
    :: else -> break
    od;
    i = 0
}
inline tell(p) { write_choice(p, NO); told_no[p] = 1; not_durable[p] = 1 }
inline silence(p, store, disk) {
    d_step { first_half_[p]++; shut_gate(p) };         /* 1 */
    d_step { cut_network(p) };                         /* 2 */
    if
    :: store == NO -> d_step { tell(p) }               /* 3 */
    :: else
    fi;
    d_step {
        !names_mutex[p] ->
            if :: key_file != 0 -> not_durable[p] = 1 :: else fi;
            destroy_keys(p);
            if :: store == NO -> destroyed_keys[p] = 1 :: else fi
    };
    d_step {
        if :: disk == AT_ONCE -> make_durable(p) :: else fi;  /* 4 */
        first_half_[p]--
    }
}

/* Steps 6 and 7. */
inline cleanse_memory(p) {
    buffers[p] = 0;
    atomic { inside[p] == 0 -> session[p] = 0; queue[p] = 0 }
}
inline wipe_transport(p) {
    d_step { need_outlet(p); uploader_stop(p); session[p] = 0 };
    d_step { destroy_epoch_key(); epoch[p] = 0 };
    d_step { spool_wipe(); drop_outlet(p); suspended[p] = 0; may_lie_on_disk[p] = 0; is_sealed[p] = 0 }
}
inline finish(p) {
    if
    :: !closing_[p] -> silence(p, UNKNOWN, LATER)
    :: else
    fi;
    d_step { first_half_[p] == 0 -> silences_[p] = 0 };
    make_durable(p);
    cleanse_memory(p);
    wipe_transport(p);
    d_step {
        if
        :: !silences_[p] -> closing_[p] = 0; CHECK(unreadable_after_closing, !not_durable[p])
        :: else
        fi;
        must_finish[p] = 0
    }
}

inline seal(p) {
    atomic { inside[p] == 0 -> drain(p); close_batch(p); buffers[p] = 0 }
}
inline suspend(p, why) {
    d_step { gate[p] = 0; open_[p] = 0 };
    seal(p);
    atomic {
        suspended[p] = 1;
        if
        :: why == SUSPEND -> uploader_stop(p)
        :: else
        fi;
        if
        :: !closing_[p] && why == SUSPEND ->
            is_sealed[p] = 1;
            CHECK(expiry_suspends, session[p] == 0 && queue[p] == 0)
        :: else
        fi
    }
}

inline open_epoch(p) {
    d_step { uploader_stop(p) };
    read_or_create(p);
    atomic {
        if
        :: epoch[p] != 0 ->
            take_over(p);
            mend(p);
            if :: mended -> uploader_start(p) :: else fi
        :: else
        fi;
        mended = 0; wanted = 0
    }
}
inline prepare(p, ready) {
    d_step { buffers[p] = 1; need_outlet(p); cuts_[p] = 0 };
    if
    :: closing_[p] -> ready = 0
    :: else ->
        atomic {
            if
            :: suspended[p] && epoch[p] != 0 && uploader[p] == STOPPED ->
                mend(p);
                if :: mended -> is_sealed[p] = 0; uploader_start(p); REACHED(reachable_resumed) :: else fi
            :: else
            fi;
            mended = 0
        };
        if
        :: !epoch_is_open[p] -> open_epoch(p)
        :: else
        fi;
        d_step {
            if
            :: !epoch_is_open[p] && (closing_[p] || answer[p] != YES) -> ready = 0
            :: else -> epoch_is_open[p] = 1; suspended[p] = 0; is_sealed[p] = 0; may_lie_on_disk[p] = 1; ready = 1
            fi
        }
    fi
}
inline open_gate(p) {
    CHECK(no_capture_while_closed, answer[p] == YES || refused[p]);  /* a no that was read; one that is being said shuts it */
    gate[p] = 1; generation[p] = epoch[p];
    if :: epoch[p] > opened -> opened = epoch[p] :: else fi
}
inline open(p) {
    if
    :: open_[p] || closing_[p]
    :: else ->
        prepare(p, ready);
        atomic {
            if
            :: !ready || closing_[p]
            :: else ->
                open_gate(p);
                open_[p] = 1;
                if :: closed_once -> REACHED(reachable_reopened) :: else fi
            fi;
            ready = 0
        }
    fi
}

/* ---- Recorder::State ---- */
inline decide(p) {
    if
    :: answer[p] != YES -> decision = END
    :: answer[p] == YES && verdict[p] == UNKNOWN -> decision = WAIT
    :: answer[p] == YES && verdict[p] == OFF -> decision = END
    :: answer[p] == YES && verdict[p] == EXPIRED -> decision = SUSPEND
    :: answer[p] == YES && verdict[p] == ALLOWED ->
        if
        :: !epoch_is_open[p] && key_file != 0 && key_since[key_file] < heard[p] -> decision = LEAVE_OLDER
        :: else -> decision = OPEN
        fi
    fi
}
inline reconsider(p) {
    /* Before it is decided: a no that came in between would otherwise be finished, and a yes from before it acted on. */
    if
    :: closing_[p] -> finish(p)
    :: else
    fi;
    d_step { decide(p) };
    if
    :: decision == END || decision == LEAVE_OLDER ->
        if
        :: open_[p] || suspended[p] || may_lie_on_disk[p] -> finish(p)
        :: else
        fi;
        d_step {
            if
            :: decision == LEAVE_OLDER ->
                REACHED(reachable_older_epoch_found);
                over = destroyed; closed_once = 1; posted[p] = 1
            :: else
            fi
        }
    :: (decision == WAIT || decision == SUSPEND) && open_[p] -> suspend(p, decision)
    :: (decision == WAIT || decision == SUSPEND) && !open_[p]
    :: decision == OPEN -> open(p)
    fi;
    decision = 0
}
inline read_stored_choice(p) {
    d_step { host_answers[p] = 0; now = choice_file };
    d_step {
        if
        :: !host_answers[p] && !refused[p] -> answer[p] = now
        :: else
        fi;
        now = 0
    }
}
inline drain(p) {
    if
    :: queue[p] != 0 && queue[p] == generation[p] && !closing_[p] -> session[p] = queue[p]
    :: else
    fi;
    queue[p] = 0
}
/* Another process said no and yes again before we looked: the epoch that we hold is over. */
inline leave_an_ended_epoch(p) {
    if
    :: epoch_is_open[p] && epoch[p] != 0 && key_file != epoch[p] && !closing_[p] ->
        REACHED(reachable_missed_no);
        silence(p, UNKNOWN, AT_ONCE)
    :: else
    fi
}
/* Of two yeses one may not have been told apart from the other: the tenant was off between them. */
#define hears_newer_yes(p) (verdict[p] == ALLOWED && epoch_is_open[p] && epoch[p] != 0 && !closing_[p] && \
                            key_since[epoch[p]] != heard[p])
inline take_verdict(p) {
    d_step { verdict[p] = setting; if :: setting == ALLOWED -> heard[p] = since :: else fi };
    if
    :: (verdict[p] != ALLOWED && open_[p]) || hears_newer_yes(p) ->
        if :: verdict[p] == ALLOWED -> REACHED(reachable_newer_yes_heard) :: else fi;
        silence(p, UNKNOWN, AT_ONCE);
        d_step { over = destroyed; closed_once = 1 }
    :: else
    fi;
    posted[p] = 1
}

#define has_waiting(p, r) (owner[r] == p + 1 && spool_data[r] != 0)
#if RUNS > 2
#define has_any(p) (has_waiting(p, 0) || has_waiting(p, 1) || has_waiting(p, 2))
#define has_files (spool_data[0] != 0 || spool_data[1] != 0 || spool_data[2] != 0)
#elif RUNS > 1
#define has_any(p) (has_waiting(p, 0) || has_waiting(p, 1))
#define has_files (spool_data[0] != 0 || spool_data[1] != 0)
#else
#define has_any(p) has_waiting(p, 0)
#define has_files (spool_data[0] != 0)
#endif
#define may_step(p) ((uploader[p] == REST && !peer_first[p] && has_any(p)) || uploader[p] == CONNECTED || \
                     (uploader[p] == DRAINING && (!socket[p] || !wire_first[p])) || \
                     (uploader[p] == ANSWER && (answered[p] || !socket[p])))

/* One body on its way: between two of these steps the thread does other things, within one it does not. */
inline upload_step(p) {
    if
    :: uploader[p] == REST ->
        /* begin_sending(), Cutter::connect() */
        atomic {
            if
            :: has_waiting(p, 0) -> sending_run[p] = 0
#if RUNS > 1
            :: has_waiting(p, 1) -> sending_run[p] = 1
#endif
#if RUNS > 2
            :: has_waiting(p, 2) -> sending_run[p] = 2
#endif
            :: else -> sending_run[p] = own_run[p]       /* somebody wiped it meanwhile */
            fi;
            CHECK(crash_finished_first, !must_finish[p]);
            if
            :: spool_key[sending_run[p]] != epoch[p] ->  /* cannot be read: lost */
                spool_data[sending_run[p]] = 0; spool_key[sending_run[p]] = 0; sending_run[p] = 0
            :: spool_key[sending_run[p]] == epoch[p] && cut_[p] -> sending_run[p] = 0
            :: spool_key[sending_run[p]] == epoch[p] && !cut_[p] ->
                sending[p] = spool_data[sending_run[p]];
                CHECK(no_epoch_in_another, sending[p] == epoch[p]);
                if :: sending_run[p] != own_run[p] -> REACHED(reachable_taken_over) :: else fi;
                socket[p] = 1;
                uploader[p] = CONNECTED
            fi
        }
    :: uploader[p] == CONNECTED ->
        atomic {
            if
            :: socket[p] -> write(p); wire_first[p] = 1; uploader[p] = DRAINING
            :: else -> upload_failed(p)
            fi
        }
    :: uploader[p] == DRAINING ->
        if
        :: !socket[p] || cut_[p] -> upload_failed_step(p)
        :: socket[p] && !cut_[p] -> asked[p] = 1
        fi;
        atomic {
            if
            :: uploader[p] == DRAINING && socket[p] ->
                CHECK(last_bytes_after_asking, asked[p]);
                write(p);
                wire_last[p] = 1; last_written[p] = 1; uploader[p] = ANSWER
            :: uploader[p] == DRAINING && !socket[p] -> upload_failed(p)
            :: uploader[p] != DRAINING
            fi
        }
    :: uploader[p] == ANSWER ->
        d_step {
            if
            :: answered[p] -> spool_data[sending_run[p]] = 0; spool_key[sending_run[p]] = 0
            :: else
            fi;
            upload_failed(p)
        }
    fi
}
inline upload_failed_step(p) { d_step { upload_failed(p) } }
inline write(p) {
    CHECK(no_byte_after_closing, !is_over(p, sending[p]));
    CHECK(newer_yes_ends, key_since[sending[p]] == heard[p]);
    CHECK(expiry_suspends, !is_sealed[p])
}
/* With LIVENESS the thread does what was asked of it before it goes on with the uploader, the queue and the timers: asio
 * serves its handlers in their order, and a loop of a model has no order. */
#ifdef LIVENESS
#define IF_NOTHING_WAITS(p) && !posted[p] && !changed[p]
#else
#define IF_NOTHING_WAITS(p)
#endif

byte flips, expiries, nos, yeses, crashes;

proctype recorder(byte p) {
    byte i, now, decision, ending;
    bit mended, ready, wanted;
    do
    :: atomic { alive[p] -> gone[p]--; watching[p] = 1 }; {
        read_stored_choice(p);
        reconsider(p);
        d_step { CHECK(crash_finished_first, !must_finish[p]); if :: watching[p] && !changed[p] -> lags[p] = 0 :: else fi };
        do
        :: posted[p] -> posted[p] = 0; reconsider(p)
        :: changed[p] ->
            changed[p] = 0;
            read_stored_choice(p);
            leave_an_ended_epoch(p);
            reconsider(p);
            d_step { if :: !changed[p] -> lags[p] = 0 :: else fi }
        :: atomic { open_[p] && queue[p] != 0 IF_NOTHING_WAITS(p) -> drain(p) }
        :: atomic { session[p] != 0 && spool_data[own_run[p]] == 0 IF_NOTHING_WAITS(p) -> close_batch(p) }
        :: may_step(p) IF_NOTHING_WAITS(p) -> upload_step(p)
        :: answer[p] == YES && (verdict[p] != setting || (setting == ALLOWED && heard[p] != since)) -> take_verdict(p)
        :: d_step { expiries < EXPIRIES && verdict[p] == ALLOWED -> expiries++; verdict[p] = EXPIRED };
            reconsider(p)
        od
    } unless { !alive[p] };
    d_step { i = 0; now = 0; decision = 0; ending = 0; mended = 0; ready = 0; wanted = 0; gone[p]++ }
    od
}

/* A host's thread that clicks. */
proctype clicker(byte p) {
    byte captured;
    do
    :: atomic { alive[p] -> gone[p]-- }; {
        do
        :: gate[p] ->
            inside[p]++;
            atomic {
                if
                :: gate[p] && buffers[p] ->
                    captured = epoch[p];
                    CHECK(no_capture_while_closed, !said_no || lags[p]);
                    CHECK(expiry_suspends, !is_sealed[p])
                :: else
                fi
            };
            d_step {
                if :: captured != 0 && queue[p] == 0 -> queue[p] = captured :: else fi;
                captured = 0;
                inside[p]--
            }
        od
    } unless { !alive[p] };
    d_step { captured = 0; gone[p]++ }
    od
}

/* A host's thread that tells the user's choice. */
proctype switcher(byte p) {
    byte i, ending;
    bit disk;              /* LATER: with SIL_CONSENT_DO_NOT_WAIT */
    do
    :: atomic { alive[p] -> gone[p]-- }; {
        do
        :: d_step { nos < NOS -> nos++; host_answers[p] = 1; refused[p] = 1; answer[p] = NO };
            if
            :: disk = AT_ONCE
#ifndef DISK_AT_ONCE
            :: disk = LATER
#endif
            fi;
            silence(p, NO, disk);
            atomic {
                CHECK(unreadable_after_closing, disk == LATER || !not_durable[p]);
                told_no[p] = 0; destroyed_keys[p] = 0; disk = 0;
                if :: sending[p] != 0 -> REACHED(reachable_closing_hits_upload) :: else fi;
                if :: queue[p] != 0 -> REACHED(reachable_closing_hits_queue) :: else fi;
                if :: ending > over -> over = ending :: else fi;
                if :: choice_file == NO -> said_no = 1 :: else fi;
                closed_once = 1;
                lags[p] = 0;
                ending = 0;
                CHECK(unreadable_after_closing, key_file == 0 || key_file > destroyed);
                host_answers[p] = 1; refused[p] = 0;
                posted[p] = 1
            }
        :: d_step { yeses < YESES && choice_file == NO -> yeses++; write_choice(p, YES) };
            d_step { host_answers[p] = 1; refused[p] = 0; answer[p] = YES; posted[p] = 1 }
        od
    } unless { !alive[p] };
    d_step { i = 0; ending = 0; disk = 0; gone[p]++ }
    od
}

/* A second process of the app, or the command `silhouette consent`: what it does to the files that all share. What it does
 * in its own memory is what the first one does. Where it stops for good it was killed; its next life begins with finish(). */
proctype other() {
    byte i, ending;
    do
    :: nos < NOS -> nos++;
        if
        :: destroy_epoch_key()             /* the command does it first, too */
        :: true
        fi;
        d_step { write_choice(OTHERS, NO) };
        d_step { destroy_keys(0) };
        atomic {
            over = ending;
            said_no = 1;
            closed_once = 1;
            CHECK(unreadable_after_closing, key_file == 0 || key_file > destroyed)
        }
    :: d_step { choice_file == NO -> destroy_epoch_key() };
        d_step { spool_wipe() }
    :: d_step { yeses < YESES && choice_file == NO -> yeses++; write_choice(OTHERS, YES) }
    :: d_step { choice_file == YES && key_file == 0 && closed_once && next_key < 4 ->
            key_file = next_key; key_since[next_key] = since; next_key++ }
    od
}

/* Our kernel, the peer's, and the endpoint, which stores whole bodies only. */
proctype network(byte p) {
    do
    :: atomic { wire_first[p] ->
            CHECK(no_byte_after_closing, !is_over(p, sending[p]));
            peer_first[p] = 1;
            wire_first[p] = 0 }
    :: atomic { !wire_first[p] && wire_last[p] ->
            CHECK(no_byte_after_closing, !is_over(p, sending[p]));
            CHECK(torn_down_never_stored, last_written[p]);
            wire_last[p] = 0; peer_first[p] = 0;
            if
            :: setting == ALLOWED && key_since[sending[p]] == since ->
                REACHED(reachable_upload_stored);
                CHECK(unheard_off_never_stored, sending[p] > before_off);
                answered[p] = 1
            :: else ->
                if :: setting == ALLOWED && sending[p] <= before_off -> REACHED(reachable_unheard_off_refused) :: else fi;
                socket[p] = 0
            fi }
    :: d_step { !socket[p] && peer_first[p] -> peer_first[p] = 0 }
    od
}

inline begin_life(p) {
    own_run[p] = runs;
    owner[runs] = p + 1;
    runs++;
    may_lie_on_disk[p] = 1;
    must_finish[p] = choice_file == NO && (key_file != 0 || has_files);
    alive[p] = 1
}

proctype killer(byte p) {
    byte i;
    do
    :: atomic { crashes < CRASHES && alive[p] ->
            crashes++;
            if :: closing_[p] -> REACHED(reachable_crash_in_closing) :: else fi;
            if :: told_no[p] && !destroyed_keys[p] && key_file != 0 -> REACHED(reachable_crash_told) :: else fi;
            CHECK(no_half_closing, told_no[p] || !destroyed_keys[p]);
            alive[p] = 0; gate[p] = 0; generation[p] = 0; inside[p] = 0; buffers[p] = 0; queue[p] = 0; open_[p] = 0;
            closing_[p] = 0; silences_[p] = 0; answer[p] = 0; host_answers[p] = 0; verdict[p] = 0; heard[p] = 0; refused[p] = 0;
            suspended[p] = 0; may_lie_on_disk[p] = 0; posted[p] = 0; session[p] = 0; watching[p] = 0; changed[p] = 0;
            lags[p] = 0; is_sealed[p] = 0; must_finish[p] = 0; first_half_[p] = 0; names_mutex[p] = 0; not_durable[p] = 0;
            told_no[p] = 0; destroyed_keys[p] = 0;
            drop_outlet(p) };
        atomic { !alive[p] && gone[p] == THREADS -> begin_life(p) }
    od
}

proctype tenant() {
    do
    :: flips < FLIPS ->
        d_step {
            flips++;
            if
            :: setting == ALLOWED -> setting = OFF; before_off = next_key - 1
            :: else -> setting = ALLOWED; since++
            fi
        }
    od
}

init {
    atomic {
        begin_life(0);
        run recorder(0);
#if PROCESSES > 1
        /* One that says no, and one that records and follows: what both do in one process is checked with one. */
        run switcher(0);
        begin_life(1);
        run recorder(1);
        run clicker(1);
        run network(1);
#if CRASHES > 0
        run killer(1);
#endif
#else
        run clicker(0);
        run network(0);
#ifdef OTHER
        run other();
#else
        run switcher(0);
#endif
#endif
#if CRASHES > 0
        run killer(0);
#endif
#if FLIPS > 0
        run tenant()
#endif
    }
}

#ifdef LIVENESS
/* Each under weak fairness: who can always go on does at some time. */
ltl closing_completes { [] ((closing_[0] || not_durable[0]) -> <> (!closing_[0] && !not_durable[0] || !alive[0])) }
ltl reopening_works {
    [] ((answer[0] == YES && verdict[0] == ALLOWED) ->
        <> (open_[0] && epoch[0] != 0 || closing_[0] || answer[0] != YES || verdict[0] != ALLOWED || !alive[0]))
}
ltl every_process_follows { [] (lags[0] -> <> (!lags[0] || !alive[0])) }
#endif
