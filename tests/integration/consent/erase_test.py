"""Delete what was sent, from the user's machine to the endpoint's last byte: over restarts of both, while the endpoint is
down, and with a session whose first batch was lost."""
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile

from endpoint import COMMAND, Endpoint, eventually, main
from hosts import Host, Wire, as_user

FORMATS = ("export?format=html", "export?format=rrweb", "export?format=jsonl", "batches")


def record(host, batches=2):
    """One session; its id."""
    began, _ = host.choose("yes")
    host.gate_after("open", began)
    for _ in range(batches):
        before = host.stats()["sent"]
        host.click(8)
        eventually(lambda: host.stats()["sent"] > before and host.stats()["pending"] == 0)
    return host.ask("session")[0]


def bodies(endpoint, session):
    with sqlite3.connect(os.path.join(endpoint.data, "log.sqlite")) as log:
        return log.execute("SELECT batch, body FROM batches WHERE session=? ORDER BY number", [bytes.fromhex(session)]).fetchall()


def raw(folder):
    """Every byte of every file of the endpoint: databases, WALs, shared memory, certificates."""
    content, names = b"", []
    for place, _, files in os.walk(folder):
        for name in files:
            names.append(name)
            with open(os.path.join(place, name), "rb") as file:
                content += file.read()
    assert any(name.startswith("log.sqlite") for name in names), names
    return content


def traces(session, kept):
    yield bytes.fromhex(session)
    yield session.encode()
    for batch, body in kept:
        yield bytes(batch)
        yield bytes(batch).hex().encode()
        for place in range(0, len(body) - 16, 4):
            yield bytes(body[place:place + 16])


def exports(endpoint, session):
    return [endpoint.ask("GET", f"/v1/sessions/{session}/{form}", token=endpoint.keys["viewer_token"]) for form in FORMATS]


def off_and_erase(folder):
    return subprocess.run([COMMAND, "consent", "off", "--app", "orders", "--erase"], capture_output=True, text=True,
                          timeout=120, env=as_user(folder))


def expect_gone(endpoint, doomed, before, kept_session, kept_exports):
    content = raw(endpoint.data)
    for session in doomed:
        common = b"".join(bytes(body) for _, body in bodies(endpoint, kept_session))
        left = [one.hex() for one in traces(session, before[session]) if one in content and one not in common]
        assert not left, (session, left[:3])
        assert [answer[0] for answer in exports(endpoint, session)] == [404] * len(FORMATS)
    assert [one["session"] for one in endpoint.sessions()] == [kept_session]
    assert [answer[2] for answer in exports(endpoint, kept_session)] == kept_exports, "another user's session was touched"


def secrets(folder):
    try:
        with open(os.path.join(folder, "state", "silhouette", "orders", "erasure")) as file:
            return file.read().splitlines()
    except FileNotFoundError:
        return []


def asked_for(folder):
    return {one["session"]: one["asked"] != 0 for one in map(json.loads, secrets(folder))}


def test_after_erase_the_endpoint_holds_no_trace_and_others_are_untouched():
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as mine, tempfile.TemporaryDirectory() as theirs:
        with Host(theirs, endpoint) as other, Host(mine, endpoint) as host:
            kept = record(other)
            doomed = [record(host)]
            host.choose("no")
            doomed.append(record(host))
            kept_exports = [answer[2] for answer in exports(endpoint, kept)]
            before = {session: bodies(endpoint, session) for session in doomed}
            assert all(len(before[session]) >= 2 for session in doomed)
            content = raw(endpoint.data)
            for session in doomed:
                assert all(one in content for one in traces(session, before[session]) if len(one) == 16), "the search finds it"
            done = off_and_erase(mine)
            assert done.returncode == 0, done.stderr
            assert "erased 2 sessions" in done.stderr, done.stderr
            assert secrets(mine) == []
            expect_gone(endpoint, doomed, before, kept, kept_exports)
            # The other is still recorded.
            sent = other.stats()["sent"]
            other.click(3)
            eventually(lambda: other.stats()["sent"] > sent)


def test_it_is_tried_again_over_restarts_and_while_the_endpoint_is_down():
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as mine, tempfile.TemporaryDirectory() as theirs:
        wire = Wire(endpoint.port)
        with Host(theirs, endpoint) as other:
            kept = record(other)
        kept_exports = [answer[2] for answer in exports(endpoint, kept)]
        with Host(mine, endpoint, wire.port) as host:
            doomed = [record(host)]
            before = {doomed[0]: bodies(endpoint, doomed[0])}
            assert endpoint.stop(signal.SIGKILL) != 0
            host.choose("no-erase")
            assert host.ask("pending") == ["1"]
            host.kill()
        for _ in range(2):
            # Starts of the app, with consent closed; nobody answers.
            with Host(mine, endpoint, wire.port) as host:
                tried = wire.in_vain
                eventually(lambda: wire.in_vain > tried)
                assert host.state() == "user-off" and host.ask("pending") == ["1"]
                host.stop()
            assert len(secrets(mine)) == 1
        endpoint.start()
        wire.to = endpoint.port
        with Host(mine, endpoint, wire.port) as host:
            eventually(lambda: host.ask("pending") == ["0"] and not secrets(mine), 180)
        expect_gone(endpoint, doomed, before, kept, kept_exports)
        wire.stop()


def test_what_an_account_wanted_erased_goes_on_when_it_is_not_there_any_more():
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as mine:
        wire = Wire(endpoint.port)

        def wants_it_erased(host):
            assert host.ask("account maria")[2] == "0"
            record(host)
            assert endpoint.sessions()
            wire.go_away()
            host.tell("no-erase")

        with Host(mine, endpoint, wire.port) as host:
            wants_it_erased(host)
            # Logged out at once, and another logs in, who wants nothing of the kind.
            host.tell("account john")
            assert [host.lines.get(timeout=180)[-3] for _ in range(2)] == ["0", "0"]
            eventually(lambda: host.ask("pending") == ["0"])
            wire.away = False
            eventually(lambda: endpoint.sessions() == [], 180)
            assert host.ask("pending") == ["0"] and host.state() == "user-off"
            wants_it_erased(host)
            assert host.lines.get(timeout=180)[-3] == "0"
            host.kill()
        wire.away = False
        with Host(mine, endpoint, wire.port) as host:
            eventually(lambda: endpoint.sessions() == [], 180)
            assert host.ask("pending") == ["0"] and host.state() == "user-off"
        wire.stop()


def test_a_session_whose_first_batch_was_lost_is_erased():
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as mine:
        with Host(mine, endpoint) as host:
            session = record(host, batches=3)
            # As if it had never arrived: neither the log nor what was made from it has the first batch.
            endpoint.stop()
            with sqlite3.connect(os.path.join(endpoint.data, "log.sqlite")) as log:
                log.execute("DELETE FROM batches WHERE number=0")
            for suffix in ("", "-wal", "-shm"):
                if os.path.exists(os.path.join(endpoint.data, "projection.sqlite" + suffix)):
                    os.remove(os.path.join(endpoint.data, "projection.sqlite" + suffix))
            restart_at(endpoint)
            assert [one["session"] for one in endpoint.sessions()] == [session]
            done = off_and_erase(mine)
            assert done.returncode == 0 and "erased 1 sessions" in done.stderr, done.stderr
            assert endpoint.sessions() == []


def test_what_another_process_asks_for_while_consent_stays_on():
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as mine:
        wires = [Wire(endpoint.port) for _ in range(2)]
        with Host(mine, endpoint) as asks, Host(mine, endpoint, wires[0].port) as unsent, \
                Host(mine, endpoint, wires[1].port) as sends:
            began, _ = asks.choose("yes")
            for host in (asks, unsent, sends):
                host.gate_after("open", began)
            # Of the one nothing has left; of the other one the first upload is on its way, and goes no further.
            wires[0].go_away()
            unsent.click(6)
            eventually(lambda: unsent.stats()["pending"] >= 6 and len(secrets(mine)) == 1)
            # An upload's connection begins as the verdict's, which has asked twice; a batch is longer than a question.
            wires[1].hold_behind = max(one.bytes for one in wires[1].living())
            sends.click(2000)
            eventually(lambda: any(one.held and one.waiting for one in wires[1].living()))
            assert sends.stats()["pending"] > 0 and sends.stats()["sent"] == 0 and endpoint.sessions() == []
            before = [host.ask("session")[0] for host in (unsent, sends)]
            # The erasure comes after the upload: before it the endpoint has no such session, and it would wait for minutes.
            wires[1].takes_new = False
            assert asks.ask("erase")[1] == "0"
            assert asked_for(mine)[before[1]], "it counts as sent from the first byte given to the network"

            wires[0].away, wires[1].hold_behind = False, None
            for one in wires[1].living():
                one.held = False
            # What the other one had yet to send is wiped, too: more than one batch on a machine that is busy.
            eventually(lambda: unsent.stats()["wiped"] >= 6 and sends.stats()["pending"] == 0, 180)
            assert sends.stats()["sent"] > 0
            wires[1].takes_new = True
            stats = unsent.stats()
            assert stats["sent"] == stats["dropped"] == stats["pending"] == 0, stats
            # What arrived is erased; what comes next is of other sessions.
            eventually(lambda: before[1] not in asked_for(mine), 180)
            assert endpoint.sessions() == []
            after = []
            for host, session in zip((unsent, sends), before):
                eventually(lambda: host.click() or host.ask("session")[0] != session, 180)
                after.append(host.ask("session")[0])
                sent = host.stats()["sent"]
                eventually(lambda: host.click() or host.stats()["sent"] > sent, 180)
            eventually(lambda: {one["session"] for one in endpoint.sessions()} == set(after), 180)
            assert all(host.stats()["dropped"] == 0 for host in (unsent, sends))
        for wire in wires:
            wire.stop()


def restart_at(endpoint):
    """At the port that the recorder knows."""
    port = endpoint.port
    endpoint.process = subprocess.Popen([COMMAND, "serve", "--data", endpoint.data, "--listen", f"127.0.0.1:{port}"],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    line = endpoint.process.stdout.readline()
    assert line.startswith("listening https://"), line


main(sys.modules[__name__])
