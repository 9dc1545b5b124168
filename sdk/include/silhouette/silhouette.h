/* Silhouette: session replay for native desktop apps, without content.
 *
 * The C interface of the recorder, for hosts. (Hooks of toolkits use adapter.h; C++ hosts may prefer silhouette.hpp.)
 *
 *   sil_options options = SIL_OPTIONS_INIT;
 *   options.app = "orders";
 *   options.app_version = "2.1";
 *   options.tenant = "acme";
 *   options.endpoint = "https://replay.example.com";
 *   options.key = key;
 *   sil_recorder *recorder = NULL;
 *   if (sil_start(&options, &recorder) == SIL_OK) { ... }
 *   sil_shutdown(recorder, SIL_DEADLINE_DEFAULT);
 *
 * Threads     Every function may be called from any thread, unless it says otherwise. None blocks on the network.
 * Ownership   Strings and structures that are passed in are copied before the call returns.
 * Errors      Functions return a sil_status; sil_status_text() says it in English. Nothing throws, aborts or exits.
 *             A NULL recorder is answered with SIL_ERROR_ARGUMENT, or ignored where nothing is returned.
 * Consent     Nothing is recorded, written or sent before the tenant allows it and the user has opted in. Do not
 *             hard-code the user's choice: ask, and pass the answer to sil_consent_set().
 */
#ifndef SILHOUETTE_SILHOUETTE_H
#define SILHOUETTE_SILHOUETTE_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define SIL_API __declspec(dllexport)
#else
#define SIL_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Version ------------------------------------------------------------------------------------------------ */

#define SIL_VERSION_MAJOR 0
#define SIL_VERSION_MINOR 1
#define SIL_VERSION_PATCH 0

/* Version of the library that is loaded: major << 16 | minor << 8 | patch. */
SIL_API uint32_t sil_version(void);

/* "0.1.0", or "0.1.0+stub" for the library that does nothing. Static storage. */
SIL_API const char* sil_version_text(void);

/* ---- Status ------------------------------------------------------------------------------------------------- */

typedef enum sil_status {
    SIL_OK = 0,
    SIL_ERROR_ARGUMENT = 1,        /* a NULL, a size or a value out of its range */
    SIL_ERROR_NAME = 2,            /* app, version or tenant outside its alphabet */
    SIL_ERROR_ALREADY_STARTED = 3, /* one recorder a process */
    SIL_ERROR_MEMORY = 4,
    SIL_ERROR_THREAD = 5,   /* no recorder thread could be started */
    SIL_ERROR_STORAGE = 6,  /* a choice is not durable (the gate is shut all the same), or a file not readable */
    SIL_ERROR_FORKED = 7,   /* in a child process of fork(): silent */
    SIL_ERROR_CLOSED = 8,   /* not recording now */
    SIL_ERROR_LIMIT = 9,    /* a documented limit is reached; counted */
    SIL_ERROR_DISABLED = 10 /* the stub library, or a set-id program */
} sil_status;

/* One English sentence, static storage; never NULL. */
SIL_API const char* sil_status_text(sil_status status);

/* ---- Start and stop ----------------------------------------------------------------------------------------- */

typedef struct sil_recorder sil_recorder;

typedef enum sil_level {
    SIL_LEVEL_INTERACTIONS = 1, /* clicks and navigation */
    SIL_LEVEL_SILHOUETTES = 2   /* with layouts: the default */
} sil_level;

/* What a layout tells of boxes. Keypads, private regions and documents' tabs stay untold either way. */
typedef enum sil_layout {
    SIL_LAYOUT_STRICT = 0, /* the numbers that no text, value or picture can move; the default */
    SIL_LAYOUT_EXACT = 1   /* every box as it is: the widths of labels, and with them their texts, can be worked out.
                              Only for windows that show no content */
} sil_layout;

typedef enum sil_log_severity {
    SIL_LOG_ERROR = 0,
    SIL_LOG_WARNING = 1,
    SIL_LOG_INFO = 2,
    SIL_LOG_DEBUG = 3
} sil_log_severity;

/* Called on the recorder thread; must not call back into the library. `message` holds no name, path or content. */
typedef void (*sil_log_function)(sil_log_severity severity, const char* message, void* context);

typedef enum sil_choice { SIL_CHOICE_UNKNOWN = 0, SIL_CHOICE_NO = 1, SIL_CHOICE_YES = 2 } sil_choice;

/* For hosts that keep the user's choice where the account is kept: answers what the user chose for the privacy notice
 * `notice_version`. Called on the thread that calls sil_start(), sil_choice_changed() or sil_account_set(), before that
 * call returns; must not call back into the library, and holds up no other thread's "no". What is neither yes nor no is
 * a "no". */
typedef sil_choice (*sil_choice_function)(uint32_t notice_version, void* context);

/* The ingest endpoint does not accept the key: give another with sil_key_set(), from here or later from any thread;
 * until then everything is kept. Called on the recorder thread, once for each key; must not wait. */
typedef void (*sil_key_function)(void* context);

/* Limits and intervals that few hosts set; sil_options holds the others. 0: what stands behind the range. A number
 * outside its range is SIL_ERROR_ARGUMENT, and sil_limits_problem() says which. Reasons: docs/transport.md. */
typedef struct sil_limits {
    size_t size; /* sizeof(sil_limits): set by SIL_LIMITS_INIT */

    /* Batching: an open batch is written to the spool in pieces */
    uint32_t piece_ms;    /* 100 … 60,000; 0: 1,000 */
    uint32_t piece_bytes; /* 1,024 … 262,144; 0: 16,384 */
    uint32_t piece_items; /* 1 … 65,536; 0: 32 */

    /* Disk: what is kept in memory when it refuses, when it is asked again; the record of what was sent */
    uint32_t memory_bytes;          /* 16,384 … 16,777,216; 0: 131,072 */
    uint32_t disk_retry_ms;         /* 100 … 60,000; 0: 2,000 */
    uint32_t disk_retry_longest_ms; /* 1,000 … 3,600,000; 0: 60,000 */
    uint32_t sent_bytes;            /* 65,536 … 67,108,864; 0: 1,048,576 */

    /* Connections: deadlines of each step, and of all together; bounds of an answer */
    uint32_t resolve_ms;        /* 100 … 120,000; 0: 10,000 */
    uint32_t connect_ms;        /* 100 … 120,000; 0: 10,000 */
    uint32_t handshake_ms;      /* 100 … 120,000; 0: 10,000 */
    uint32_t next_address_ms;   /* 10 … 2,000; 0: 250 */
    uint32_t write_ms;          /* 1,000 … 600,000; 0: 120,000 */
    uint32_t answer_ms;         /* 1,000 … 600,000; 0: 30,000 */
    uint32_t total_ms;          /* 1,000 … 180,000; 0: 180,000 */
    uint32_t answer_head_bytes; /* 1,024 … 65,536; 0: 16,384 */
    uint32_t answer_body_bytes; /* 4,096 … 1,048,576; 0: 65,536 */
    uint32_t keep_alive_s;      /* 10 … 7,200; 0: 60 */

    /* Retry: full jitter between 0 and a wait that doubles; Retry-After; a key that is refused; the circuit breaker;
     * the pace of what waits from before */
    uint32_t retry_ms;              /* 100 … 60,000; 0: 1,000 */
    uint32_t retry_longest_ms;      /* 1,000 … 3,600,000; 0: 300,000 */
    uint32_t retry_after_longest_s; /* 60 … 86,400; 0: 86,400 */
    uint32_t hold_s;                /* 10 … 86,400; 0: 900 */
    uint32_t circuit_failures;      /* 1 … 100; 0: 5 */
    uint32_t backlog_bytes_per_s;   /* 1,024 … 104,857,600; 0: 262,144 */

    /* While sil_metered_set() says that the link is metered */
    uint32_t metered_batch_ms;    /* 1,000 … 3,600,000; 0: 300,000 */
    uint32_t metered_bytes_per_s; /* 64 … 1,048,576; 0: 1,024 */

    /* Settings: how long a poll waits; the pause where an endpoint does not let it wait */
    uint32_t poll_s;        /* 60 … 3,600; 0: 240 */
    uint32_t poll_pause_ms; /* 1,000 … 600,000; 0: 30,000 */
} sil_limits;

#define SIL_LIMITS_INIT \
    { sizeof(sil_limits), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* What is wrong, as "connect_ms: 100 … 120,000"; NULL when nothing is. Static storage. */
SIL_API const char* sil_limits_problem(const sil_limits* limits);

typedef struct sil_options {
    size_t size;             /* sizeof(sil_options): set by SIL_OPTIONS_INIT; an older, smaller one is accepted */
    const char* app;         /* required, [a-z0-9.-]{1,64} */
    const char* app_version; /* optional, [A-Za-z0-9._+-]{0,64} */
    const char* tenant;      /* required, [A-Za-z0-9._+-]{1,64} */
    const char* endpoint;    /* required, https://host[:port] */
    const char* key;         /* required, the tenant's ingest key: visible ASCII, up to 4,096 */
    const char* ca_file;     /* optional, PEM: trusted beside the system's store */
    const char* state_dir;   /* optional; default $XDG_STATE_HOME/silhouette, else ~/.local/state/silhouette */
    const char* cache_dir;   /* optional; default $XDG_CACHE_HOME/silhouette, else ~/.cache/silhouette */
    sil_level level;         /* 0: SIL_LEVEL_SILHOUETTES */
    uint32_t queue_events;   /* 64 … 65,536, a power of two; 0: 4,096 */
    uint32_t batch_bytes;    /* 1 KiB … 1 MiB, uncompressed; 0: 64 KiB */
    uint32_t batch_ms;       /* 100 … 600,000; 0: 30,000 */
    uint32_t spool_bytes;    /* 64 KiB … 1 GiB; 0: 8 MiB */
    uint32_t spool_age_s;    /* 60 … 2,592,000; 0: 604,800 (7 days) */
    sil_log_function log;    /* optional */
    void* log_context;
    uint32_t notice_version; /* of the privacy notice in force; 0: 1. A yes to an older one does not count: ask again */
    uint32_t verdict_valid_s;   /* 60 … 2,592,000; 0: 86,400. How long the tenant's yes is relied on; an endpoint that
                                   says less is followed */
    sil_choice_function choice; /* optional: the host holds the choice, and nothing of it is stored here */
    void* choice_context;
    const char* account;  /* optional, [A-Za-z0-9._+-]{1,64}: whose choice, epoch and spool, where the app has accounts
                             of its own. Never sent; in file names stands a keyed hash of it */
    const char* manifest; /* optional, an absolute path: file that lists the names which shipped with the app, one a
                             line, for apps that are interpreted or packed (docs/names.md). It and the one that is found
                             beside the program (<program>.manifest) are read when recording begins, each only if it is
                             a regular file of at most 2 MiB that belongs to root or the effective user and that neither
                             group nor others can write; otherwise it is not used, and the log says so */
    const char* routes;   /* optional: the app's routes for sil_navigate(), one template a line:
                             "/customers/{id}/orders\n/settings\n"; up to 1 MiB, of which as many lines are kept as
                             take 48 KiB packed (zstd): the log says so where some are not */
    sil_layout layout;    /* 0: SIL_LAYOUT_STRICT */
    const char* proxy;    /* optional, http://[user[:password]@]host[:port], or "direct"; default: the environment's
                             https_proxy, all_proxy, no_proxy. One that cannot be used is told, never passed by */
    const char* no_proxy; /* optional, beside `proxy`: what is reached without it, as the variable of that name */
    const char*
        pins; /* optional, 2 … 8 of "sha256//BASE64" with ';' between: public keys of which one has to be in the
                 endpoint's chain. At least two: the one in use, and one in reserve for the day it is replaced */
    const char* client_certificate; /* optional, PEM: certificate and chain that the endpoint asks for … */
    const char* client_key;         /* … and its key, without a passphrase */
    sil_key_function key_refused;   /* optional */
    void* key_context;
    uint32_t metered;         /* 0 or 1: as sil_metered_set() */
    const sil_limits* limits; /* optional */
} sil_options;

#define SIL_OPTIONS_INIT                                                                                     \
    {                                                                                                        \
        sizeof(sil_options), 0, 0, 0, 0, 0, 0, 0, 0, (sil_level)0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
            (sil_layout)0, 0, 0, 0, 0, 0, 0, 0, 0, 0                                                         \
    }

/* Starts the recorder: one thread, asleep until consent is given. Takes less than 1 ms. SIL_ERROR_ALREADY_STARTED also
 * while the thread of a recorder lives that sil_shutdown() had to leave alone at its deadline: try again then. */
SIL_API sil_status sil_start(const sil_options* options, sil_recorder** recorder);

#define SIL_DEADLINE_DEFAULT 2000u

/* Sends what it can until the deadline (ms; 0: at once), leaves the rest in the spool, ends the thread and frees the
 * recorder. Never later than 50 ms past the deadline. */
SIL_API sil_status sil_shutdown(sil_recorder* recorder, uint32_t deadline_ms);

/* ---- Consent ------------------------------------------------------------------------------------------------ */

/* As sil_consent_change() with no flag. */
SIL_API sil_status sil_consent_set(sil_recorder* recorder, sil_choice choice, uint32_t notice_version);

enum {
    /* The user moved a switch in the app; without it the host asked in its own way. Stored with the choice. */
    SIL_CONSENT_BY_SWITCH = 1,
    /* With "no": also delete what was sent, as sil_erase_sent(). */
    SIL_CONSENT_ERASE = 2,
    /* With "no": the user keeps the local record of what was sent; without it, it goes with the rest. */
    SIL_CONSENT_KEEP_RECORD = 4,
    /* Do not wait for the disk: all is true for every process when the call returns, and survives a crash of the app;
     * it survives a loss of power a moment later, and a disk that refuses then is told by the log function only. Waits
     * all the same where the disk is 16 answers behind. */
    SIL_CONSENT_DO_NOT_WAIT = 8
};

/* Stores the user's choice for this app (and account) and acts on it. `notice_version` is the version of the privacy
 * notice that the user saw; for a "yes" at least the one in force. `flags`: SIL_CONSENT_…, or 0.
 *
 * On "no" the gate is shut before the call returns, nothing more goes to the network, what lies on disk is unreadable,
 * and the choice is durable. Within 100 ms hooks, memory and files are gone. Waits for the disk, never for the network.
 * Where the disk does not take the "no", a stored "yes" is removed, so that the next start asks; when that cannot be
 * done either, the answer is SIL_ERROR_STORAGE, and it is off until the app ends.
 * Where the host holds the choice nothing is stored. */
SIL_API sil_status sil_consent_change(sil_recorder* recorder, sil_choice choice, uint32_t notice_version,
                                      uint32_t flags);

/* As sil_consent_set() with SIL_CHOICE_YES, for this run of the app only: nothing is stored. */
SIL_API sil_status sil_consent_for_this_run(sil_recorder* recorder);

/* Where the host holds the choice: it may have changed, the function in the options is asked again. When it is not a
 * yes, all that a "no" means is true before the call returns. */
SIL_API sil_status sil_choice_changed(sil_recorder* recorder);

/* Another account of the app is used now; NULL or "": none. Ends the epoch of the one before for this process, as a
 * "no" does, but leaves its choice as it is, and other processes that still use it; the choice of the new one counts
 * from here on. The same account again changes nothing. */
SIL_API sil_status sil_account_set(sil_recorder* recorder, const char* account);

/* The user's choice. SIL_CHOICE_UNKNOWN: ask; the user never answered, or the answer does not count any more (an older
 * privacy notice, another machine, a damaged file, a tenant that did not allow recording for 30 days). */
SIL_API sil_choice sil_consent_choice(const sil_recorder* recorder);

/* "Delete what was sent": asks the ingest endpoint to erase every session that this user's app (and account) sent. Also
 * while consent is closed; nothing but a session's id and its secret is sent. Tried until it is confirmed, also by
 * later starts of the app. Durable when the call returns; does not wait for the network. */
SIL_API sil_status sil_erase_sent(sil_recorder* recorder);

/* Sessions whose erasure was asked for and is not confirmed yet. */
SIL_API uint32_t sil_erasures_pending(const sil_recorder* recorder);

/* Why the recorder records, or does not. */
typedef enum sil_state {
    SIL_STATE_RECORDING = 0,
    SIL_STATE_USER_OFF = 1,        /* the user has not opted in, or has opted out */
    SIL_STATE_TENANT_OFF = 2,      /* the tenant's administrator does not allow it */
    SIL_STATE_TENANT_UNKNOWN = 3,  /* no verdict yet */
    SIL_STATE_VERDICT_EXPIRED = 4, /* the last verdict is too old: suspended */
    SIL_STATE_VETOED = 5,          /* DO_NOT_TRACK=1, or the administrator's /etc/silhouette/policy.json */
    SIL_STATE_PAUSED = 6,          /* by sil_pause() */
    SIL_STATE_FORKED_CHILD = 7,
    SIL_STATE_STOPPED = 8,            /* NULL, or the stub library */
    SIL_STATE_NOT_SAMPLED = 9,        /* this session is not in the tenant's sample */
    SIL_STATE_OUT_OF_ORDER_CLOCK = 10 /* the clock was set back: the verdict's age is unknown; suspended */
} sil_state;

SIL_API sil_state sil_state_now(const sil_recorder* recorder);

/* One English sentence, static storage. */
SIL_API const char* sil_state_text(sil_state state);

/* One stable word, for logs and scripts: "recording", "user-off", "tenant-off", "tenant-unknown", "verdict-expired",
 * "vetoed", "paused", "forked-child", "stopped", "not-sampled", "out-of-order-clock". Static storage. */
SIL_API const char* sil_state_word(sil_state state);

/* Called when the state changes, on the thread that changed it (often the recorder thread), one call at a time, the
 * last state last. May call sil_state_now(), sil_user_setting_visible() and sil_consent_change(), nothing else. A "no"
 * of another thread is true however long it takes, and returns 100 ms later at most. One callback a recorder; NULL
 * takes it back, after a call that is under way. */
typedef void (*sil_state_function)(sil_state state, void* context);
SIL_API sil_status sil_on_state_change(sil_recorder* recorder, sil_state_function function, void* context);

/* Whether the user's switch is to be shown: 0 while the tenant does not allow recording. A user who has not opted in
 * causes no traffic, so the verdict is unknown until the host asks for it with sil_ask_verdict(). */
SIL_API int sil_user_setting_visible(const sil_recorder* recorder);

/* Asks the ingest endpoint for the tenant's verdict, for the host's settings page. Returns at once; the answer comes
 * by the state callback. */
SIL_API sil_status sil_ask_verdict(sil_recorder* recorder);

/* ---- What was sent ------------------------------------------------------------------------------------------ */

/* One batch that the ingest endpoint has acknowledged, for its user to read. */
typedef struct sil_sent_batch {
    size_t size;      /* sizeof(sil_sent_batch) of the library */
    int64_t sent;     /* when: UTC seconds since 1970 */
    uint32_t items;   /* clicks, navigations and layouts */
    const char* text; /* all of it in plain English, one line an item: times, views, element names, counts; UTF-8 */
} sil_sent_batch;

/* The batch is valid during the call. May call the library. */
typedef void (*sil_sent_function)(const sil_sent_batch* batch, void* context);

/* Calls `function` for each batch of the bounded record of what was sent (1 MiB), the newest first, before it returns:
 * on the calling thread, which reads files. Works while recording is off, as long as the record is there: turning off
 * wipes it, unless the user keeps it. SIL_OK, without a call, when nothing is kept; SIL_ERROR_STORAGE after the calls
 * when something that is kept could not be read. */
SIL_API sil_status sil_sent_read(const sil_recorder* recorder, sil_sent_function function, void* context);

/* ---- Routes ------------------------------------------------------------------------------------------------- */

/* For apps that have routes (`/customers/17/orders`, `app://settings`, `#/orders`): the window that is used now shows
 * this one. UTF-8, any thread; the string is looked at within the call and not kept. Told is the template of
 * `sil_options.routes` that matches; otherwise segment by segment what shipped with the app, and `:var` for the rest.
 * Scheme, host, user-info, query and fragment are never told. Routes of which the same is told are the same view: from
 * one to the other nothing is recorded. Nor is a route while something private is shown, or when the next thing that is
 * shown is private: it is held until something else comes, and for a second at least. SIL_ERROR_ARGUMENT for what is no
 * route (`mailto:`, `file:` …), SIL_ERROR_CLOSED when nothing is being recorded. */
SIL_API sil_status sil_navigate(sil_recorder* recorder, const char* route);

/* ---- Network ------------------------------------------------------------------------------------------------ */

/* How the last try to reach the ingest endpoint ended. Whatever the reason: what was not acknowledged is kept, within
 * the spool's bounds, and tried again. */
typedef enum sil_network {
    SIL_NETWORK_UNTRIED = 0,
    SIL_NETWORK_REACHED = 1, /* it answered, and as an ingest endpoint */
    SIL_NETWORK_TORN_DOWN = 2,
    SIL_NETWORK_NO_ADDRESS = 3,
    SIL_NETWORK_NO_CONNECTION = 4,
    SIL_NETWORK_PROXY_SETTING = 5, /* the proxy's address cannot be used: an unknown scheme, say */
    SIL_NETWORK_PROXY_PASSWORD = 6,
    SIL_NETWORK_PROXY_REFUSED = 7,
    SIL_NETWORK_CA_FILE = 8,
    SIL_NETWORK_CLIENT_CERTIFICATE = 9,
    SIL_NETWORK_CERTIFICATE_EXPIRED = 10,
    SIL_NETWORK_CERTIFICATE_WRONG_HOST = 11,
    SIL_NETWORK_CERTIFICATE_UNTRUSTED = 12,
    SIL_NETWORK_CERTIFICATE_NOT_PINNED = 13,
    SIL_NETWORK_TLS = 14,
    SIL_NETWORK_BROKEN_OFF = 15,
    SIL_NETWORK_NO_ANSWER = 16, /* no HTTP, cut off, or beyond the bounds */
    SIL_NETWORK_TOO_SLOW = 17,
    SIL_NETWORK_REDIRECTED = 18,     /* redirects are not followed */
    SIL_NETWORK_FOREIGN_ANSWER = 19, /* not an ingest endpoint's: a captive portal, say */
    SIL_NETWORK_LATER = 20,          /* 408, 425, 429, 5xx */
    SIL_NETWORK_KEY_REFUSED = 21,
    SIL_NETWORK_REJECTED = 22,    /* a batch was refused for good, and counted as dropped */
    SIL_NETWORK_DISK_REFUSES = 23 /* not tried: what the session could be erased by cannot be kept, or noted as sent */
} sil_network;

typedef struct sil_network_status {
    size_t size; /* set by the caller: sizeof(sil_network_status) */
    sil_network upload;
    sil_network verdict; /* the question for the tenant's verdict */
} sil_network_status;

SIL_API sil_status sil_network_now(const sil_recorder* recorder, sil_network_status* status);

/* One English phrase; one stable word, as "certificate-expired". Static storage. */
SIL_API const char* sil_network_text(sil_network network);
SIL_API const char* sil_network_word(sil_network network);

/* Another ingest key; what was held for want of one goes on. Returns at once. */
SIL_API sil_status sil_key_set(sil_recorder* recorder, const char* key);

/* Whether the link is metered (1) or not (0): the host knows, or asks its system. On a metered link batches are larger,
 * what waits from before goes slowly, and nothing is sent at exit. Changes nothing about consent: the tenant's verdict
 * is followed at once. */
SIL_API sil_status sil_metered_set(sil_recorder* recorder, int metered);

/* ---- While recording ---------------------------------------------------------------------------------------- */

/* A host's delicate moments: nothing is captured between pause and resume; the replay shows a gap. Nests. */
SIL_API sil_status sil_pause(sil_recorder* recorder);
SIL_API sil_status sil_resume(sil_recorder* recorder);

#define SIL_SESSION_ID_SIZE 33 /* 32 lower-case hex digits and NUL */

/* The id of the session that is being recorded, for support tickets. SIL_ERROR_CLOSED and "" when there is none. */
SIL_API sil_status sil_session_id(const sil_recorder* recorder, char text[SIL_SESSION_ID_SIZE]);

/* Items since start. captured = sent + dropped + wiped + pending. */
typedef struct sil_stats {
    size_t size; /* set by the caller: sizeof(sil_stats) */
    uint64_t captured;
    uint64_t sent; /* acknowledged by the ingest endpoint */
    uint64_t dropped;
    uint64_t wiped;                 /* by a "no" */
    uint64_t pending;               /* in memory or in the spool */
    uint64_t dropped_by_reason[16]; /* index: DropReason in proto/silhouette/v1/batch.proto */
} sil_stats;

SIL_API sil_status sil_stats_now(const sil_recorder* recorder, sil_stats* stats);

/* ---- Events of a toolkit of your own ------------------------------------------------------------------------- */

/* Elements and clicks of hosts that draw their own interface stand in adapter.h: sil_adapter_attach() and what
 * follows. Names are proven to have shipped with the program, else they are replaced by a structural path. */

#ifdef __cplusplus
}
#endif
#endif
