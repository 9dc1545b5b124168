"""GET /v1/settings and the tenant's switch: how a verdict travels."""
import http.client
import json
import os
import pwd
import socket
import sys
import threading
import time

from endpoint import Endpoint, committed, eventually, expect_problem, main, make_batch, new_id, run

endpoint = None


def settings(known=None, wait=None, connection=None):
    headers = {}
    if known is not None:
        headers["If-None-Match"] = f'"{known}"'
    if wait is not None:
        headers["Prefer"] = f"wait={wait}"
    return endpoint.ask("GET", "/v1/settings", headers=headers, token=endpoint.keys["ingest_key"], connection=connection)


def version_of(answer):
    return int(answer[1]["ETag"].strip('"'))


def allowed(answer):
    return b"\x10\x01" in answer[2]


def test_a_new_tenant_is_off():
    keys = endpoint.create("fresh")
    answer = endpoint.ask("GET", "/v1/settings", token=keys["ingest_key"])
    assert answer[0] == 200 and not allowed(answer)
    batch = new_id()
    expect_problem(endpoint.post(make_batch("fresh", batch, new_id(), 0), batch, keys["ingest_key"]), 403, "tenant-off",
                   batch=batch)


def test_settings_are_answered_at_once_when_the_version_differs():
    answer = settings()
    assert answer[0] == 200 and answer[1]["Content-Type"] == "application/x-protobuf"
    begin = time.monotonic()
    assert settings(version_of(answer) + 1, 300)[0] == 200
    assert settings("nonsense", 300)[0] == 200
    assert time.monotonic() - begin < 60, "they did not wait"


def test_a_poll_without_change_waits_and_is_answered_304():
    version = version_of(settings())
    assert settings(version)[0] == 304
    begin = time.monotonic()
    answer = settings(version, 1)
    assert answer[0] == 304 and answer[2] == b"" and version_of(answer) == version
    assert 0.9 < time.monotonic() - begin < 30, "as long as it asked for, not as long as it may"


def poll_in_thread(version):
    result = {}

    def poll():
        result["answer"] = settings(version, 60)
        result["at"] = time.monotonic()

    thread = threading.Thread(target=poll)
    thread.start()
    return thread, result


def change_reaches_polls_within(change, state, bound):
    version = version_of(settings())
    polls = [poll_in_thread(version) for _ in range(20)]
    eventually(lambda: endpoint.metric("waiting_polls") == 20)
    change(state)
    changed = time.monotonic()
    slowest = 0.0
    for thread, result in polls:
        thread.join(120)
        answer = result["answer"]
        assert answer[0] == 200 and allowed(answer) == (state == "on"), (version, answer[0], answer[2], state)
        slowest = max(slowest, result["at"] - changed)
    assert slowest < bound, f"{slowest:.3f} s"
    print(f"        slowest of 20 polls: {slowest * 1000:.0f} ms after the change was made")


def test_a_change_by_the_command_reaches_waiting_polls_within_a_second():
    change_reaches_polls_within(endpoint.allow, "off", 1)
    change_reaches_polls_within(endpoint.allow, "on", 1)


def by_endpoint(state):
    done = run("tenant", "allow", "acme", state, "--endpoint", f"https://localhost:{endpoint.port}", "--ca",
               os.path.join(endpoint.data, "ca.pem"), env=dict(os.environ, SILHOUETTE_TOKEN=endpoint.keys["admin_token"]))
    assert done.returncode == 0, done.stderr


def test_a_change_over_https_reaches_waiting_polls_within_a_second():
    change_reaches_polls_within(by_endpoint, "off", 1)
    change_reaches_polls_within(by_endpoint, "on", 1)


def test_a_tenant_that_goes_off_midway_takes_no_further_batch():
    session = new_id()
    endpoint.store(session, 0)
    answers = []
    stopping = threading.Event()

    def load():
        connection = endpoint.connect()
        while not stopping.is_set():
            batch = new_id()
            begin = time.monotonic()
            answers.append((begin, endpoint.post(make_batch("acme", batch, new_id(), 0), batch, connection=connection)))

    threads = [threading.Thread(target=load) for _ in range(3)]
    for thread in threads:
        thread.start()
    eventually(lambda: len(answers) > 20)
    endpoint.allow("off")
    off = time.monotonic()
    # What is durable: the endpoint counts a batch a moment later.
    stored = committed(endpoint)
    eventually(lambda: sum(1 for begin, _ in list(answers) if begin > off) > 10)
    stopping.set()
    for thread in threads:
        thread.join()
    for begin, answer in answers:
        if begin > off:
            expect_problem(answer, 403, "tenant-off")
        else:
            assert answer[0] in (200, 403)
    assert committed(endpoint) == stored, "nothing is stored after the command returned"
    endpoint.allow("on")
    endpoint.store(session, 1)


def test_a_poll_whose_client_has_gone_is_forgotten():
    eventually(lambda: endpoint.metric("waiting_polls") == 0)
    version = version_of(settings())
    connections = []
    for _ in range(10):
        connection = endpoint.connect()
        connection.request("GET", "/v1/settings", headers={"Authorization": "Bearer " + endpoint.keys["ingest_key"],
                                                           "If-None-Match": f'"{version}"', "Prefer": "wait=300"})
        connections.append(connection)
    eventually(lambda: endpoint.metric("waiting_polls") == 10)
    for connection in connections:
        connection.sock.shutdown(socket.SHUT_RDWR)
        connection.close()
    eventually(lambda: endpoint.metric("waiting_polls") == 0)
    eventually(lambda: endpoint.metric("connections") <= 1)  # that of the metrics


def test_roles_are_kept_apart():
    keys = endpoint.keys
    expect_problem(endpoint.ask("GET", "/v1/settings", token=keys["viewer_token"]), 403, "role-forbidden")
    expect_problem(endpoint.ask("GET", "/v1/sessions", token=keys["ingest_key"]), 403, "role-forbidden")
    expect_problem(endpoint.ask("GET", "/v1/tenants", token=keys["viewer_token"]), 403, "role-forbidden")
    expect_problem(endpoint.ask("GET", "/v1/tenants"), 401, "unauthorized")
    status, _, body = endpoint.ask("GET", "/v1/tenants", token=keys["admin_token"])
    assert status == 200 and [tenant["tenant"] for tenant in json.loads(body)] == ["acme"]


def put(tenant, body, token, content_type="application/json"):
    return endpoint.ask("PUT", f"/v1/tenants/{tenant}/settings", body, {"Content-Type": content_type}, token)


def test_settings_that_make_no_sense_are_refused():
    admin = endpoint.keys["admin_token"]
    for nonsense in (b"", b"{", b"[]", b'{"allowed":1}', b'{"allowed":true,"other":1}', b'{"allow":true}', b"\xff"):
        expect_problem(put("acme", nonsense, admin), 400, "malformed-request")
    expect_problem(put("acme", b'{"allowed":true}', admin, "text/plain"), 415, "unsupported-media-type")
    expect_problem(put("other", b'{"allowed":true}', admin), 403, "role-forbidden")
    expect_problem(put("acme", b'{"allowed":true}', endpoint.keys["viewer_token"]), 403, "role-forbidden")
    expect_problem(put("no/name", b'{"allowed":true}', admin), 404, "not-found")


def admin(path, **fields):
    return endpoint.ask("GET", path, headers={name.replace("_", "-"): value for name, value in fields.items()},
                        token=endpoint.keys["admin_token"])


def test_the_admin_sees_the_settings_and_waits_for_changes():
    status, fields, body = admin("/v1/tenants/acme/settings")
    assert status == 200 and json.loads(body)["allowed"] is True
    known = fields["ETag"]
    assert admin("/v1/tenants/acme/settings", If_None_Match=known)[0] == 304
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(
        (admin("/v1/tenants/acme/settings", If_None_Match=known, Prefer="wait=60"), time.monotonic())))
    waiting.start()
    eventually(lambda: endpoint.metric("waiting_polls") == 1)
    endpoint.allow("off")
    begin = time.monotonic()
    waiting.join(120)
    (status, _, body), at = answers[0]
    assert status == 200 and json.loads(body)["allowed"] is False and at - begin < 1
    endpoint.allow("on")
    expect_problem(endpoint.ask("GET", "/v1/tenants/acme/settings", token=endpoint.keys["viewer_token"]), 403, "role-forbidden")
    expect_problem(admin("/v1/tenants/other/settings"), 403, "role-forbidden")


def test_the_audit_tells_who_changed_what_and_when():
    with Endpoint(allowed=False) as fresh:
        token = fresh.keys["admin_token"]
        url, ca = f"https://localhost:{fresh.port}", os.path.join(fresh.data, "ca.pem")

        def audit(*place):
            done = run("tenant", "audit", "acme", "--json", *place, env=dict(os.environ, SILHOUETTE_TOKEN=token))
            assert done.returncode == 0, done.stderr
            return json.loads(done.stdout)

        assert audit("--data", fresh.data) == []
        begin = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        fresh.allow("on")
        fresh.allow("on")
        assert fresh.ask("PUT", "/v1/tenants/acme/settings", b'{"allowed":false}', {"Content-Type": "application/json"},
                         token)[0] == 200
        entries = audit("--data", fresh.data)
        assert audit("--endpoint", url, "--ca", ca) == entries
        status, _, body = fresh.ask("GET", "/v1/tenants/acme/audit", token=token)
        assert status == 200 and json.loads(body) == entries
        user = pwd.getpwuid(os.getuid()).pw_name
        end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        assert [{**entry, "at": ""} for entry in entries] == [
            {"at": "", "role": "admin", "name": token.split("_")[2], "setting": "allowed", "before": True, "after": False},
            {"at": "", "role": "command", "name": user, "setting": "allowed", "before": False, "after": True}], entries
        assert all(begin <= entry["at"] <= end for entry in entries)
        text = run("tenant", "audit", "acme", "--data", fresh.data).stdout.splitlines()
        assert len(text) == 2 and "allowed: true -> false" in text[0] and user in text[1], text
        assert b"127.0.0.1" not in body and b"127.0.0.1" not in open(os.path.join(fresh.data, "tenants.sqlite"), "rb").read()
        expect_problem(fresh.ask("GET", "/v1/tenants/acme/audit", token=fresh.keys["viewer_token"]), 403, "role-forbidden")
        expect_problem(fresh.ask("GET", "/v1/tenants/acme/audit", token=fresh.keys["ingest_key"]), 403, "role-forbidden")
        expect_problem(fresh.ask("GET", "/v1/tenants/acme/audit"), 401, "unauthorized")
        other = fresh.create("other")
        expect_problem(fresh.ask("GET", "/v1/tenants/acme/audit", token=other["admin_token"]), 403, "role-forbidden")


def test_a_waiting_poll_does_not_delay_the_end():
    with Endpoint() as other:
        version = int(other.ask("GET", "/v1/settings", token=other.keys["ingest_key"])[1]["ETag"].strip('"'))
        connection = other.connect()
        connection.request("GET", "/v1/settings", headers={"Authorization": "Bearer " + other.keys["ingest_key"],
                                                           "If-None-Match": f'"{version}"', "Prefer": "wait=300"})
        eventually(lambda: other.metric("waiting_polls") == 1)
        begin = time.monotonic()
        assert other.stop() == 0
        assert time.monotonic() - begin < 60, "it did not wait for the poll"
        assert connection.getresponse().status == 304


with Endpoint() as endpoint:
    main(sys.modules[__name__])
