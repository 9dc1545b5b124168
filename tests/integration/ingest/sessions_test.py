"""Sessions: listed, read, exported, erased; each tenant sees its own."""
import json
import os
import ssl
import sys
import urllib.request

from endpoint import Endpoint, expect_problem, main, make_batch, new_id

endpoint = None


def viewer(path, token=None):
    return endpoint.ask("GET", path, token=token or endpoint.keys["viewer_token"])


def varint(content, place):
    value, shift = 0, 0
    while True:
        byte = content[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place


def test_a_session_is_listed_with_its_sums():
    session = new_id()
    for number in (0, 1, 3):
        endpoint.store(session, number, clicks=4)
    listed = [one for one in endpoint.sessions() if one["session"] == session]
    assert listed == [{"session": session, "app": "orders", "started": "2100-01-01T00:00:00Z", "duration_ms": 3150,
                       "clicks": 12, "windows": 1, "gaps": 1}], listed


def test_newest_come_first():
    ids = [endpoint.store()[1] for _ in range(3)]
    assert [one["session"] for one in endpoint.sessions()][:3] == ids[::-1]


def test_batches_are_given_length_delimited_and_in_order():
    session = new_id()
    for number in (2, 0, 1):
        endpoint.store(session, number)
    status, fields, content = viewer(f"/v1/sessions/{session}/batches")
    assert status == 200 and fields["Content-Type"] == "application/x-protobuf-seq"
    place, lengths = 0, []
    while place < len(content):
        length, place = varint(content, place)
        assert bytes.fromhex(session) in content[place:place + length]
        place += length
        lengths.append(length)
    assert len(lengths) == 3 and place == len(content)


def test_exports_have_their_formats():
    _, session = endpoint.store(clicks=5)
    for form in ("html", "rrweb", "jsonl"):
        status, _, content = viewer(f"/v1/sessions/{session}/export?format={form}")
        assert status == 200 and content, form
    expect_problem(viewer(f"/v1/sessions/{session}/export?format=gif"), 400, "malformed-request")
    expect_problem(viewer(f"/v1/sessions/{session}/export"), 400, "malformed-request")
    expect_problem(viewer(f"/v1/sessions/{new_id()}/export?format=html"), 404, "not-found")
    expect_problem(viewer(f"/v1/sessions/{new_id()}/batches"), 404, "not-found")


def test_a_tenant_does_not_see_anothers_sessions():
    _, session = endpoint.store()
    other = endpoint.create("globex")
    status, _, body = viewer("/v1/sessions", other["viewer_token"])
    assert status == 200 and json.loads(body) == []
    for token in (other["viewer_token"], other["admin_token"]):
        expect_problem(viewer(f"/v1/sessions/{session}/batches", token), 404, "not-found")
        expect_problem(viewer(f"/v1/sessions/{session}/export?format=jsonl", token), 404, "not-found")
    expect_problem(erase(session, secret_of(session), other["ingest_key"]), 404, "not-found")
    assert viewer(f"/v1/sessions/{session}/batches")[0] == 200


# Of no made-up session: their secrets are one byte, repeated.
WRONG_SECRET = "0102" * 16


def test_names_of_few_sessions_are_held_back():
    keys = endpoint.create("gated")
    admin, reader = keys["admin_token"], keys["viewer_token"]

    def change(**settings):
        status, _, body = endpoint.ask("PUT", "/v1/tenants/gated/settings", json.dumps(settings).encode(),
                                       {"Content-Type": "application/json"}, admin)
        assert status == 200, body
        return json.loads(body)

    def send(session):
        batch = new_id()
        assert endpoint.post(make_batch("gated", batch, session, 0), batch, keys["ingest_key"])[0] == 200
        return session

    def shows_names(session):
        """Whether the names are in all that is told of the session; never in some of it only."""
        told = [viewer(f"/v1/sessions/{session}/{what}", reader)
                for what in ("batches", "export?format=jsonl", "export?format=rrweb", "export?format=html")]
        assert all(status == 200 for status, _, _ in told)
        shown = {name in content for _, _, content in told for name in (b"saveButton", b"QPushButton")}
        assert len(shown) == 1, shown
        return shown.pop()

    assert change(allowed=True)["name_gate"] == 0
    first, second, third = new_id(), new_id(), new_id()
    assert shows_names(send(first))
    after = change(name_gate=3)
    assert after["allowed"] and after["name_gate"] == 3 and after["sampling"] == 1000
    assert not shows_names(first)
    send(second)
    assert not shows_names(first) and not shows_names(second)
    # Of what has no name there is still a picture, and a path.
    jsonl = viewer(f"/v1/sessions/{first}/export?format=jsonl", reader)[2].decode()
    clicks = [item for item in map(json.loads, jsonl.splitlines()) if item["type"] == "click"]
    assert len(clicks) == 3 and all(item["element"]["name"] is None and item["element"]["path"] for item in clicks), clicks
    send(third)
    assert shows_names(first) and shows_names(second) and shows_names(third)
    assert erase(third, secret_of(third), keys["ingest_key"])[0] == 204
    assert not shows_names(first) and not shows_names(second)
    change(name_gate=2)
    assert shows_names(first)
    # Sessions of another tenant do not count.
    change(name_gate=3)
    endpoint.store()
    assert not shows_names(first)
    listed = json.loads(endpoint.ask("GET", "/v1/tenants", token=admin)[2])
    assert listed[0]["name_gate"] == 3 and listed[0]["sampling"] == 1000, listed


def secret_of(session):
    """As make_batch makes it."""
    return session[:2] * 32


def erase(session, secret, token=None):
    return endpoint.ask("DELETE", f"/v1/sessions/{session}", headers={"Silhouette-Erasure-Secret": secret}, token=token)


def test_only_the_secret_erases():
    session, kept = endpoint.store()[1], endpoint.store()[1]
    expect_problem(erase(session, WRONG_SECRET), 404, "not-found")
    expect_problem(erase(session, secret_of(session), "wrong"), 401, "unauthorized")
    expect_problem(erase(new_id(), secret_of(session)), 404, "not-found")
    status, _, body = erase(session, secret_of(session))
    assert status == 204 and body == b""
    listed = [one["session"] for one in endpoint.sessions()]
    assert session not in listed and kept in listed


def test_a_batch_that_comes_after_the_erasure_is_refused():
    _, session = endpoint.store()
    assert erase(session, secret_of(session), endpoint.keys["ingest_key"])[0] == 204
    late = new_id()
    expect_problem(endpoint.post(make_batch("acme", late, session, 1), late), 410, "session-erased")


def test_a_session_whose_first_batch_never_came_cannot_be_erased_by_secret():
    session = new_id()
    endpoint.store(session, 1)
    expect_problem(erase(session, secret_of(session)), 404, "not-found")
    endpoint.store(session, 0)
    assert erase(session, secret_of(session))[0] == 204


def test_pages_come_with_a_strict_policy():
    status, fields, content = endpoint.ask("GET", "/")
    assert status == 200 and fields["Content-Type"].startswith("text/html") and content
    policy = fields["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert fields["X-Content-Type-Options"] == "nosniff" and fields["Referrer-Policy"] == "no-referrer"
    assert fields["Strict-Transport-Security"] is None, "a self-signed host must stay reachable under its name"


def test_tokens_in_the_address_are_not_looked_at():
    expect_problem(endpoint.ask("GET", "/v1/sessions?token=" + endpoint.keys["viewer_token"]), 401, "unauthorized")


def test_health_readiness_and_metrics_answer():
    assert endpoint.ask("GET", "/healthz")[0] == 200
    assert endpoint.ask("GET", "/readyz")[0] == 200
    endpoint.store()
    text = endpoint.metrics()
    for name in ('batches_total{result="stored"}', "items_stored_total", "bytes_stored_total", "sessions",
                 'batch_seconds_bucket{le="+Inf"}', "batch_seconds_count", "commits_total"):
        assert endpoint.metric(name) > 0, name
    assert "acme" not in text and "orders" not in text and "127.0.0.1" not in text


def test_the_self_signed_certificate_is_for_this_host_only():
    for name in ("localhost", "127.0.0.1"):
        with urllib.request.urlopen(f"https://{name}:{endpoint.port}/healthz", context=endpoint.tls) as answer:
            assert answer.status == 200
    try:
        urllib.request.urlopen(f"https://localhost:{endpoint.port}/healthz", context=ssl.create_default_context())
        raise AssertionError("trusted without its authority")
    except urllib.error.URLError:
        pass


with Endpoint() as endpoint:
    main(sys.modules[__name__])
