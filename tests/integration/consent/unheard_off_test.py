"""The tenant goes off and on again while a client is not connected: what that client recorded before and meanwhile is neither sent
nor stored, and it goes on in a new epoch."""
import contextlib
import os
import sqlite3
import sys
import tempfile
import time

from endpoint import Endpoint, committed, eventually, main
from hosts import Host, Wire

REFUSED = 'batches_refused_total{reason="tenant-off"}'


@contextlib.contextmanager
def connected(wires=1):
    """An endpoint, an app's folders, and ways between the two."""
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as folder:
        ways = [Wire(endpoint.port) for _ in range(wires)]
        try:
            yield endpoint, folder, *ways
        finally:
            for wire in ways:
                wire.stop()


def sessions_stored(endpoint):
    with sqlite3.connect(os.path.join(endpoint.data, "log.sqlite")) as log:
        return {session.hex() for session, in log.execute("SELECT DISTINCT session FROM batches")}


def key_of(folder):
    try:
        with open(os.path.join(folder, "state", "silhouette", "orders", "epoch.key"), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def has_segments(folder):
    return any(name.endswith(".segment") for _, _, names in os.walk(folder) for name in names)


def session_of(host):
    return host.ask("session")[0]


def recording(host):
    began, _ = host.choose("yes")
    host.gate_after("open", began)
    click_and_send(host, 5)


def click_and_send(host, times):
    """The first clicks of an epoch come with the window's layout."""
    before = host.stats()
    host.click(times)

    def arrived():
        now = host.stats()
        captured = now["captured"] - before["captured"]
        return captured >= times and now["sent"] - before["sent"] == captured

    eventually(arrived)


def off_and_on(endpoint):
    endpoint.allow("off")
    endpoint.allow("on")


def test_what_was_recorded_before_and_meanwhile_is_wiped():
    with connected() as (endpoint, folder, wire):
        with Host(folder, endpoint, wire.port) as host:
            recording(host)
            first, key, count = session_of(host), key_of(folder), committed(endpoint)
            assert key
            wire.go_away()
            host.click(7)
            endpoint.allow("off")
            host.click(6)
            assert host.is_open(), "it has not heard of it"
            endpoint.allow("on")
            host.click(4)
            eventually(lambda: host.stats()["pending"] == 17)
            back = time.monotonic()
            wire.away = False
            host.gate_after("shut", back, 180)
            host.gate_after("open", back, 180)
            assert host.stats()["wiped"] == 17 and host.stats()["dropped"] == 0, host.stats()
            assert session_of(host) != first and key_of(folder) not in (key, b"")
            assert committed(endpoint) == count and endpoint.metric(REFUSED) == 0, "it was not even sent"
            click_and_send(host, 3)
            assert sessions_stored(endpoint) == {first, session_of(host)}
            assert "tenant-off" not in [state for state, _, _ in host.states], "the tenant allows it now"


def test_an_endpoint_that_refuses_an_upload_ends_the_epoch():
    with connected() as (endpoint, folder, wire):
        with Host(folder, endpoint, wire.port) as host:
            recording(host)
            first, count = session_of(host), committed(endpoint)
            # Only the connection that carries batches gets through: the answer to the next one is all that it hears.
            carrying = max(wire.living(), key=lambda one: one.bytes)
            for one in wire.living():
                one.held = one is not carrying
            off_and_on(endpoint)
            before = time.monotonic()
            host.click(9)
            host.gate_after("shut", before, 180)
            host.gate_after("open", before, 180)
            assert endpoint.metric(REFUSED) == 1 and committed(endpoint) == count
            assert host.stats()["wiped"] == 9, host.stats()
            click_and_send(host, 3)
            assert sessions_stored(endpoint) == {first, session_of(host)}


def test_the_spool_of_a_process_that_died_is_wiped_at_the_next_start():
    with connected() as (endpoint, folder, wire):
        with Host(folder, endpoint, wire.port) as host:
            recording(host)
            first = session_of(host)
            wire.go_away()
            host.click(8)
            eventually(lambda: has_segments(folder))
            key, count = key_of(folder), committed(endpoint)
            host.kill()
        off_and_on(endpoint)
        wire.away = False
        with Host(folder, endpoint, wire.port) as host:
            eventually(lambda: key_of(folder) not in (key, b""), 180)
            eventually(host.is_open)
            click_and_send(host, 3)
            assert committed(endpoint) > count and endpoint.metric(REFUSED) == 0
            assert sessions_stored(endpoint) == {first, session_of(host)}
            listed = {one["session"]: one["clicks"] for one in endpoint.sessions()}
            assert listed == {first: 5, session_of(host): 3}, listed


def test_a_process_that_hears_of_it_late_takes_nothing_from_another():
    with connected(2) as (endpoint, folder, *wires):
        with Host(folder, endpoint, wires[0].port) as late, Host(folder, endpoint, wires[1].port) as early:
            recording(late)
            eventually(early.is_open)
            click_and_send(early, 5)
            key = key_of(folder)
            wires[0].go_away()
            late.click(7)
            began = time.monotonic()
            off_and_on(endpoint)
            early.gate_after("shut", began)
            early.gate_after("open", began)
            click_and_send(early, 4)
            next_key, session = key_of(folder), session_of(early)
            assert next_key not in (key, b"")
            # What waits of it when the other one ends its part of the epoch before stays.
            wires[1].go_away()
            early.click(6)
            eventually(lambda: early.stats()["pending"] == 6)
            back = time.monotonic()
            wires[0].away = False
            late.gate_after("shut", began, 180)
            late.gate_after("open", back, 180)
            assert key_of(folder) == next_key, "both are in the new epoch"
            wires[1].away = False
            eventually(lambda: early.stats()["pending"] == 0, 180)
            assert session_of(early) == session
            stats = early.stats()
            assert stats["dropped"] == 0 and stats["sent"] == 5 + 1 + 4 + 1 + 6, stats
            stats = late.stats()
            assert stats["wiped"] == 7 and stats["dropped"] == 0, stats
            click_and_send(late, 3)


def test_a_process_that_begins_meanwhile_shares_no_epoch_with_one_that_has_not_heard():
    with connected(2) as (endpoint, folder, *wires):
        with Host(folder, endpoint, wires[0].port) as late:
            recording(late)
            first, key = session_of(late), key_of(folder)
            wires[0].go_away()
            late.click(7)
            off_and_on(endpoint)
            with Host(folder, endpoint, wires[1].port) as fresh:
                eventually(fresh.is_open)
                next_key = key_of(folder)
                assert next_key not in (key, b""), "the epoch of before is over"
                click_and_send(fresh, 4)
                # The other one finds that its key is gone when it tries to send, and waits for a verdict of now.
                eventually(lambda: late.state() == "tenant-unknown", 180)
                stats = late.stats()
                assert stats["wiped"] == 7 and stats["dropped"] == stats["pending"] == 0, stats
                # What waits of the new one is the epoch's, whoever is there to send it.
                wires[1].go_away()
                session = session_of(fresh)
                eventually(lambda: not has_segments(folder))
                fresh.click(6)
                eventually(lambda: has_segments(folder) and fresh.stats()["pending"] == 6)
                fresh.kill()
            assert not late.is_open() and key_of(folder) == next_key
            wires[0].away = False
            eventually(late.is_open, 180)
            assert key_of(folder) == next_key
            click_and_send(late, 3)
            expected = {first: 5, session: 10, session_of(late): 3}
            eventually(lambda: {one["session"]: one["clicks"] for one in endpoint.sessions()} == expected, 180)
            assert late.stats()["dropped"] == 0, late.stats()
            assert endpoint.metric(REFUSED) == 0


main(sys.modules[__name__])
