"""POST /v1/batches: what is stored, what is refused and how."""
import http.client
import os
import socket
import ssl
import sys
import time

from endpoint import Endpoint, expect_problem, main, make_batch, new_id

endpoint = None


def body(variant="", batch=None, clicks=3):
    batch = batch or new_id()
    return make_batch("acme", batch, new_id(), 0, clicks, variant), batch


def cpu_seconds():
    """What the endpoint has worked; what others do with the machine does not count."""
    with open(f"/proc/{endpoint.process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def still_serves():
    endpoint.store()


def test_a_batch_is_acknowledged_with_its_id_and_the_verdict():
    content, batch = body()
    status, fields, answer = endpoint.post(content, batch)
    assert status == 200 and fields["Content-Type"] == "application/x-protobuf"
    assert answer[:2] == b"\x0a\x10" and answer[2:18].hex() == batch
    assert b"\x10\x01" in answer[18:], "allowed"


def test_a_duplicate_is_accepted_and_stored_once():
    session, batch = new_id(), new_id()
    content = make_batch("acme", batch, session, 0)
    before = endpoint.metric('batches_total{result="duplicate"}')
    for _ in range(3):
        assert endpoint.post(content, batch)[0] == 200
    assert [s["clicks"] for s in endpoint.sessions() if s["session"] == session] == [3]
    assert endpoint.metric('batches_total{result="duplicate"}') == before + 2


def test_wrong_missing_and_foreign_keys_are_refused():
    content, batch = body()
    key = endpoint.keys["ingest_key"]
    for wrong in ("nonsense", key[:-1] + ("0" if key[-1] != "0" else "1"), key[:-2], key + "0", "sil_" + "0" * 90, "é"):
        answer = endpoint.ask("POST", "/v1/batches", content, {"Authorization": ("Bearer " + wrong).encode("latin1")})
        expect_problem(answer, 401, "unauthorized")
        assert answer[1]["WWW-Authenticate"] == "Bearer"
    expect_problem(endpoint.ask("POST", "/v1/batches", content, {}), 401, "unauthorized")
    expect_problem(endpoint.ask("POST", "/v1/batches", content, {"Authorization": "Basic " + key}), 401, "unauthorized")
    expect_problem(endpoint.post(content, batch, endpoint.keys["viewer_token"]), 403, "role-forbidden")
    expect_problem(endpoint.post(content, batch, endpoint.keys["admin_token"]), 403, "role-forbidden")
    other = endpoint.create("other" + new_id()[:8])
    expect_problem(endpoint.post(content, batch, other["ingest_key"]), 403, "tenant-off", batch=batch)
    foreign = make_batch("globex", batch, new_id(), 0)
    expect_problem(endpoint.post(foreign, batch), 403, "tenant-mismatch")


def test_headers_that_are_missing_or_wrong_are_refused():
    content, batch = body()
    expect_problem(endpoint.post(content, batch, Content_Type="text/plain"), 415, "unsupported-media-type")
    expect_problem(endpoint.post(content, batch, Content_Type=None), 415, "unsupported-media-type")
    expect_problem(endpoint.post(content, batch, Content_Encoding="gzip"), 415, "unsupported-encoding")
    expect_problem(endpoint.post(content, batch, Content_Encoding=None), 415, "unsupported-encoding")
    expect_problem(endpoint.post(content, batch, Idempotency_Key=None), 400, "missing-header")
    expect_problem(endpoint.post(content, batch, Idempotency_Key="xyz"), 400, "missing-header")
    expect_problem(endpoint.post(content, new_id()), 400, "batch-id-mismatch")
    assert endpoint.post(content, batch, Content_Type="Application/X-Protobuf; v=1")[0] == 200


def test_garbage_truncated_and_trailing_bytes_are_refused():
    content, batch = body()
    for garbage in (b"", b"garbage", os.urandom(5000), b"\x28\xb5\x2f\xfd", b"\0" * 100_000, content[:-1], content[:20],
                    content + b"x", content + content, b"\x50\x2a\x4d\x18\x04\0\0\0abcd"):
        answer = endpoint.post(garbage, batch)
        assert answer[0] in (400, 422), (answer[0], garbage[:20])
        expect_problem(answer, answer[0], "damaged-batch" if answer[0] == 400 else "invalid-batch")
    expect_problem(endpoint.post(body("plain")[0], batch), 400, "damaged-batch")
    expect_problem(endpoint.post(body("utf8")[0], batch), 400, "damaged-batch")
    for place in range(4, len(content), 7):
        turned = bytearray(content)
        turned[place] ^= 0x40
        assert endpoint.post(bytes(turned), batch)[0] < 500
    still_serves()


def test_bombs_and_oversized_bodies_are_refused_cheaply():
    bomb, batch = body("bomb")
    assert len(bomb) < 1_000_000
    before = cpu_seconds()
    expect_problem(endpoint.post(bomb, batch), 413, "too-large")
    assert cpu_seconds() - before < 1
    with open(f"/proc/{endpoint.process.pid}/status", encoding="ascii") as status:
        resident = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert resident < 200_000, f"{resident} kB were used"
    expect_problem(endpoint.post(os.urandom(2_000_000), batch), 413, "too-large")
    # More than is taken is announced: refused by the announcement.
    with endpoint.tls.wrap_socket(socket.create_connection(("127.0.0.1", endpoint.port)), server_hostname="127.0.0.1") as raw:
        raw.sendall(f"POST /v1/batches HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {endpoint.keys['ingest_key']}\r\n"
                    "Content-Length: 99999999999\r\n\r\n".encode())
        assert raw.recv(4096).startswith(b"HTTP/1.1 413 ")
    still_serves()


def test_chunked_bodies_are_bounded_too():
    content, batch = body()
    fields = {"Content-Type": "application/x-protobuf", "Content-Encoding": "zstd", "Idempotency-Key": batch}
    # A body of unknown length is sent in chunks.
    answer = endpoint.ask("POST", "/v1/batches", iter([content[:10], content[10:]]), fields, endpoint.keys["ingest_key"])
    assert answer[0] == 200, answer
    try:
        answer = endpoint.ask("POST", "/v1/batches", (b"x" * 65536 for _ in range(40)), fields,
                              endpoint.keys["ingest_key"])
        expect_problem(answer, 413, "too-large")
    except (ConnectionError, ssl.SSLError):
        pass  # cut off in the middle of sending, as it may be
    still_serves()


def test_a_chunked_body_may_come_byte_by_byte():
    content, batch = body()
    head = (f"POST /v1/batches HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {endpoint.keys['ingest_key']}\r\n"
            f"Content-Type: application/x-protobuf\r\nContent-Encoding: zstd\r\nIdempotency-Key: {batch}\r\n"
            "Transfer-Encoding: chunked\r\n\r\n").encode()
    with endpoint.tls.wrap_socket(socket.create_connection(("127.0.0.1", endpoint.port)), server_hostname="127.0.0.1") as raw:
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # A TLS record each, so that the endpoint reads them one after the other.
        for piece in (head, b"%x\r\n" % len(content), content, b"\r\n", b"0\r\n", b"\r", b"\n"):
            raw.sendall(piece)
        assert raw.recv(4096).startswith(b"HTTP/1.1 200 ")
    # No body at all: the last chunk is the first.
    with endpoint.tls.wrap_socket(socket.create_connection(("127.0.0.1", endpoint.port)), server_hostname="127.0.0.1") as raw:
        for piece in (head, b"0\r\n", b"\r", b"\n"):
            raw.sendall(piece)
        assert raw.recv(4096).startswith(b"HTTP/1.1 4")
    still_serves()


def test_batches_that_break_the_schema_are_refused_by_field():
    for variant, field in (("range", "frames.clicks.x"), ("column", None), ("name", "frames.names.text"),
                           ("app", "header.app"), ("version", "header.schema_version"),
                           ("short-id", "header.batch_id"), ("no-header", "header")):
        content, batch = body(variant)
        document = expect_problem(endpoint.post(content, batch), 422, "invalid-batch")
        assert field is None or document["field"] == field, document
    before = endpoint.metric('batches_refused_total{reason="invalid-batch"}')
    endpoint.post(*body("range"))
    assert endpoint.metric('batches_refused_total{reason="invalid-batch"}') == before + 1


def test_what_the_schema_does_not_know_is_counted_and_not_stored():
    before = endpoint.metric("unknown_fields_total")
    assert endpoint.post(*body("unknown"))[0] == 200
    assert endpoint.metric("unknown_fields_total") == before + 1
    assert endpoint.post(*body("hidden"))[0] == 200
    for session in endpoint.sessions():
        content = endpoint.ask("GET", f"/v1/sessions/{session['session']}/batches", token=endpoint.keys["viewer_token"])[2]
        assert b"SECRET" not in content and b"secret-of" not in content
    assert endpoint.metric('batches_total{result="stored"}') > 0


def test_unknown_paths_and_methods_are_told():
    expect_problem(endpoint.ask("GET", "/nothing"), 404, "not-found")
    expect_problem(endpoint.ask("GET", "/v1/nothing"), 404, "not-found")
    expect_problem(endpoint.ask("GET", "/player/../../etc/passwd"), 404, "not-found")
    expect_problem(endpoint.ask("GET", "/v1/sessions/zz/export"), 404, "not-found")
    answer = endpoint.ask("GET", "/v1/batches")
    expect_problem(answer, 405, "method-not-allowed")
    assert answer[1]["Allow"] == "POST"
    expect_problem(endpoint.ask("DELETE", "/healthz"), 405, "method-not-allowed")


def raw_exchange(request):
    with endpoint.tls.wrap_socket(socket.create_connection(("127.0.0.1", endpoint.port)), server_hostname="127.0.0.1") as raw:
        raw.settimeout(120)
        raw.sendall(request)
        return raw.recv(4096)


def test_headers_that_are_no_http_or_too_large_are_refused():
    assert raw_exchange(b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000 + b"\r\n\r\n").startswith(b"HTTP/1.1 431 ")
    assert raw_exchange(b"\x16\x03nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert raw_exchange(b"POST /v1/batches HTTP/1.1\r\nContent-Length: -5\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    with socket.create_connection(("127.0.0.1", endpoint.port)) as plain:
        plain.settimeout(120)
        plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
        try:
            assert b"HTTP/1.1" not in plain.recv(4096), "no answer without TLS"
        except ConnectionError:
            pass
    still_serves()


def test_a_client_that_sends_drop_by_drop_is_cut_off():
    with endpoint.tls.wrap_socket(socket.create_connection(("127.0.0.1", endpoint.port)), server_hostname="127.0.0.1") as raw:
        begin = time.monotonic()
        raw.settimeout(1)
        gone = False
        while not gone and time.monotonic() - begin < 60:
            try:
                raw.sendall(b"G")
                gone = raw.recv(1) == b""
            except TimeoutError:
                continue
            except (ConnectionError, ssl.SSLError):
                gone = True
        assert gone, "the connection outlived its header's time"
    still_serves()


def test_one_connection_carries_many_batches_refused_ones_included():
    connection = endpoint.connect()
    for _ in range(5):
        content, batch = body()
        assert endpoint.post(content, batch, connection=connection)[0] == 200
        expect_problem(endpoint.post(b"garbage", batch, connection=connection), 400, "damaged-batch")
        expect_problem(endpoint.post(content, batch, "wrong", connection=connection), 401, "unauthorized")
    connection.close()


def test_old_tls_is_refused():
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname = False
    old.verify_mode = ssl.CERT_NONE
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    try:
        http.client.HTTPSConnection("127.0.0.1", endpoint.port, context=old, timeout=120).request("GET", "/healthz")
        raise AssertionError("TLS 1.1 was spoken")
    except (ssl.SSLError, ConnectionError):
        pass


def test_no_address_and_no_user_agent_is_stored_or_logged():
    content, batch = body()
    assert endpoint.post(content, batch, User_Agent="canary-agent/7")[0] == 200
    for name in os.listdir(endpoint.data):
        with open(os.path.join(endpoint.data, name), "rb") as file:
            stored = file.read()
        assert b"canary-agent" not in stored, name
        assert b"127.0.0.1" not in stored or name.endswith(".pem"), name
        assert endpoint.keys["ingest_key"].rsplit("_", 1)[1].encode() not in stored, name
        assert bytes.fromhex(endpoint.keys["ingest_key"].rsplit("_", 1)[1]) not in stored, name
        assert os.stat(os.path.join(endpoint.data, name)).st_mode & 0o777 == 0o600, name
    assert os.stat(endpoint.data).st_mode & 0o777 == 0o700


with Endpoint() as endpoint:
    try:
        main(sys.modules[__name__])
    finally:
        assert endpoint.stop() == 0
        assert endpoint.errors == "", endpoint.errors
