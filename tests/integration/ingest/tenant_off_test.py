"""A tenant that is switched off: from the moment that `tenant allow NAME off` has returned, nothing of it is stored."""
import socket
import sqlite3
import os
import sys
import threading

from endpoint import Endpoint, eventually, expect_problem, main, make_batch, new_id


def raw_post(endpoint, content, batch, sent):
    """Sends the header and `sent` bytes of the body; returns the connection."""
    raw = endpoint.tls.wrap_socket(socket.create_connection(("127.0.0.1", endpoint.port)), server_hostname="127.0.0.1")
    raw.settimeout(30)
    raw.sendall(f"POST /v1/batches HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {endpoint.keys['ingest_key']}\r\n"
                "Content-Type: application/x-protobuf\r\nContent-Encoding: zstd\r\nExpect: 100-continue\r\n"
                f"Idempotency-Key: {batch}\r\nContent-Length: {len(content)}\r\n\r\n".encode())
    # Its header has been read, and was found good.
    assert raw.recv(4096).startswith(b"HTTP/1.1 100 ")
    raw.sendall(content[:sent])
    return raw


def answer_of(raw):
    import http.client
    response = http.client.HTTPResponse(raw)
    response.begin()
    return response.status, response.headers, response.read()


def committed(endpoint):
    """As another process sees the log: what is durable, whatever the endpoint says."""
    with sqlite3.connect(os.path.join(endpoint.data, "log.sqlite")) as log:
        return log.execute("SELECT count(*) FROM batches").fetchone()[0]


def test_a_body_that_was_half_sent_when_the_tenant_went_off_is_refused():
    with Endpoint() as endpoint:
        for by_data in (True, False):
            batch = new_id()
            content = make_batch("acme", batch, new_id(), 0)
            raw = raw_post(endpoint, content, batch, len(content) // 2)
            if by_data:
                endpoint.allow("off")
            else:
                answer = endpoint.ask("PUT", "/v1/tenants/acme/settings", b'{"allowed":false}',
                                      {"Content-Type": "application/json"}, endpoint.keys["admin_token"])
                assert answer[0] == 200
            before = endpoint.metric('batches_refused_total{reason="tenant-off"}')
            raw.sendall(content[len(content) // 2:])
            expect_problem(answer_of(raw), 403, "tenant-off", batch=batch)
            raw.close()
            assert committed(endpoint) == 0
            assert endpoint.metric('batches_refused_total{reason="tenant-off"}') == before + 1
            endpoint.allow("on")
        # The same batch is taken once the tenant is on: it was refused, not remembered.
        assert endpoint.post(content, batch)[0] == 200


def test_nothing_is_committed_after_off_has_returned():
    with Endpoint() as endpoint:
        stopping, guard = threading.Event(), threading.Lock()
        begun, refused, stored = [0], [], []

        # As they are made in time, so that the load is the endpoint's.
        batches = [(batch, make_batch("acme", batch, new_id(), 0)) for batch in (new_id() for _ in range(200))]

        def load(mine):
            connection = endpoint.connect()
            place = 0
            while not stopping.is_set():
                batch, content = mine[place % len(mine)]
                place += 1
                with guard:
                    begun[0] += 1
                answer = endpoint.post(content, batch, connection=connection)
                with guard:
                    (stored if answer[0] == 200 else refused).append((batch, answer))
            connection.close()

        threads = [threading.Thread(target=load, args=[batches[place::4]]) for place in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(8):
            answered = len(stored)
            eventually(lambda: len(stored) > answered + 4, 30)
            endpoint.allow("off")
            count = committed(endpoint)
            started = begun[0]
            # Every batch that was under way is answered, and others have come.
            eventually(lambda: begun[0] > started + 12, 30)
            assert committed(endpoint) == count, "a batch was committed after `tenant allow off` had returned"
            # What was stored is forgotten here, so that the next batches are new ones.
            with sqlite3.connect(os.path.join(endpoint.data, "log.sqlite"), timeout=20) as log:
                log.execute("DELETE FROM batches")
            endpoint.allow("on")
        stopping.set()
        for thread in threads:
            thread.join()
        assert refused
        for batch, answer in refused:
            expect_problem(answer, 403, "tenant-off", batch=batch)
        print(f"        {len(stored)} batches stored, {len(refused)} refused in 8 turns off")


main(sys.modules[__name__])
