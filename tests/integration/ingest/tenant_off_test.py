"""A tenant that is switched off: from the moment that `tenant allow NAME off` has returned, nothing of it is stored, nor what was
recorded under a yes that it has taken back since."""
import shutil
import socket
import sqlite3
import os
import sys
import threading

from endpoint import Endpoint, committed, eventually, expect_problem, main, make_batch, new_id, run


def raw_post(endpoint, content, batch, sent):
    """Sends the header and `sent` bytes of the body; returns the connection."""
    raw = endpoint.tls.wrap_socket(socket.create_connection(("127.0.0.1", endpoint.port)), server_hostname="127.0.0.1")
    raw.settimeout(120)
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
        # A batch of that id is taken once the tenant is on: it was refused, not remembered.
        assert endpoint.post(content, batch)[0] == 200


def allowed_since(answer):
    """Field 6 of the settings."""
    place = 0

    def number():
        nonlocal place
        value = shift = 0
        while True:
            byte = answer[2][place]
            place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    fields = {}
    while place < len(answer[2]):
        tag = number()
        assert tag & 7 == 0, "settings are numbers"
        fields[tag >> 3] = number()
    return fields.get(6, 0)


def under(endpoint, since, started=0):
    """Posts a batch that was recorded under that yes of the tenant."""
    batch = new_id()
    return batch, endpoint.post(make_batch("acme", batch, new_id(), 0, 3, "", since, started), batch)


def now_allowed_since(endpoint):
    return allowed_since(endpoint.ask("GET", "/v1/settings", token=endpoint.keys["ingest_key"]))


def expect_was_off(endpoint, since, started=0):
    count = committed(endpoint)
    batch, answer = under(endpoint, since, started)
    document = expect_problem(answer, 403, "tenant-off", batch=batch)
    assert "was off" in document["detail"], document
    assert committed(endpoint) == count


def test_what_was_recorded_before_an_off_is_refused_after_the_next_on():
    with Endpoint() as endpoint:
        first = now_allowed_since(endpoint)
        assert under(endpoint, first)[1][0] == 200
        endpoint.allow("off")
        endpoint.allow("on")
        second = now_allowed_since(endpoint)
        assert second > first
        expect_was_off(endpoint, first)
        # Of another database, before or after this one.
        expect_was_off(endpoint, second + 1)
        assert under(endpoint, second)[1][0] == 200
        # Of an older SDK: by the start of its session.
        expect_was_off(endpoint, 0, second - 1)
        assert under(endpoint, 0, second)[1][0] == 200
        # Other settings take nothing back.
        done = run("tenant", "set", "acme", "--sampling", "500", "--data", endpoint.data)
        assert done.returncode == 0, done.stderr
        assert now_allowed_since(endpoint) == second and under(endpoint, second)[1][0] == 200


def test_neither_a_restart_nor_an_older_copy_of_the_tenants_lets_it_in():
    with Endpoint() as endpoint:
        first = now_allowed_since(endpoint)
        tenants, copy = os.path.join(endpoint.data, "tenants.sqlite"), os.path.join(endpoint.folder, "copy")
        assert endpoint.stop() == 0
        shutil.copy(tenants, copy)
        endpoint.start()
        endpoint.allow("off")
        endpoint.allow("on")
        second = now_allowed_since(endpoint)
        for put_back in (False, True):
            assert endpoint.stop() == 0
            if put_back:
                shutil.copy(copy, tenants)
            endpoint.start()
            assert now_allowed_since(endpoint) == second
            expect_was_off(endpoint, first)
            assert under(endpoint, second)[1][0] == 200
        # And a tenant that was switched off since the copy was made stays off.
        endpoint.allow("off")
        assert endpoint.stop() == 0
        shutil.copy(copy, tenants)
        endpoint.start()
        batch, answer = under(endpoint, second)
        expect_problem(answer, 403, "tenant-off", batch=batch)


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
            eventually(lambda: len(stored) > answered + 4)
            endpoint.allow("off")
            count = committed(endpoint)
            started = begun[0]
            # Every batch that was under way is answered, and others have come.
            eventually(lambda: begun[0] > started + 12)
            assert committed(endpoint) == count, "a batch was committed after `tenant allow off` had returned"
            # What was stored is forgotten here, so that the next batches are new ones.
            with sqlite3.connect(os.path.join(endpoint.data, "log.sqlite"), timeout=60) as log:
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
