"""Erasure: nothing is left in any file before it is answered, whatever reads, writes, crashes or is put back meanwhile."""
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

from endpoint import Endpoint, eventually, expect_problem, main, make_batch, new_id

FORMATS = ("export?format=html", "export?format=rrweb", "export?format=jsonl", "batches")
# Of no made-up session: their secrets are one byte, repeated.
WRONG_SECRET = "0102" * 16
# Of the made-up sessions (make_batch.cpp).
ELEMENT_NAMES = (b"saveButton", b"MainWindow", b"QPushButton")


class Recorded:
    """A session that was stored: what may not be found any more once it is erased."""

    def __init__(self, endpoint, batches=3):
        self.session, self.contents = new_id(), {}
        for number in range(batches):
            self.send(endpoint, number)

    def send(self, endpoint, number, connection=None):
        batch = new_id()
        content = make_batch(endpoint.tenant, batch, self.session, number, clicks=20)
        answer = endpoint.post(content, batch, connection=connection)
        if answer[0] == 200:
            self.contents[batch] = content
        return answer

    def erase(self, endpoint, secret=None, connection=None):
        # The secret is as make_batch makes it.
        fields = {"Silhouette-Erasure-Secret": secret or self.session[:2] * 32}
        return endpoint.ask("DELETE", f"/v1/sessions/{self.session}", headers=fields, connection=connection)

    def traces(self):
        yield self.session.encode()
        yield bytes.fromhex(self.session)
        for batch, content in self.contents.items():
            yield batch.encode()
            yield bytes.fromhex(batch)
            for place in range(0, len(content) - 24, 8):
                yield content[place:place + 24]

    def is_left(self, stored, *others):
        """What is found; made-up batches are alike, so what `others` have in common with this one does not count."""
        common = b"".join(content for other in others for content in other.contents.values())
        return [trace.hex() for trace in self.traces() if trace in stored and trace not in common]


def stored_bytes(folder):
    content = b""
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                with open(os.path.join(place, name), "rb") as file:
                    content += file.read()
            except FileNotFoundError:
                pass  # a WAL that its owner has just removed
    return content


class Reader:
    """Keeps reading the log as it is now. A process of its own: POSIX locks end when a process closes the file anywhere."""

    SCRIPT = ("import sqlite3, sys\n"
              "log = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
              "log.execute('BEGIN')\n"
              "print(log.execute('SELECT count(*) FROM batches').fetchone()[0], flush=True)\n"
              "sys.stdin.read()\n")

    def __init__(self, path):
        self.process = subprocess.Popen([sys.executable, "-c", self.SCRIPT, path], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        assert int(self.process.stdout.readline()) > 0

    def end(self):
        self.process.communicate()


def exports(endpoint, session):
    return [endpoint.ask("GET", f"/v1/sessions/{session}/{form}", token=endpoint.keys["viewer_token"])[2]
            for form in FORMATS]


def test_nothing_is_left_and_other_sessions_are_untouched():
    with Endpoint() as endpoint:
        kept, doomed = Recorded(endpoint), Recorded(endpoint)
        before = exports(endpoint, kept.session)
        assert doomed.is_left(stored_bytes(endpoint.data))
        status, _, body = doomed.erase(endpoint)
        assert status == 204 and body == b""
        left = doomed.is_left(stored_bytes(endpoint.data), kept)
        assert not left, left
        assert [one["session"] for one in endpoint.sessions()] == [kept.session]
        assert exports(endpoint, kept.session) == before, "another session's exports are the same bytes"
        for form in FORMATS:
            answer = endpoint.ask("GET", f"/v1/sessions/{doomed.session}/{form}", token=endpoint.keys["viewer_token"])
            expect_problem(answer, 404, "not-found")
        expect_problem(doomed.send(endpoint, 3), 410, "session-erased")
        assert kept.erase(endpoint)[0] == 204
        for name in ELEMENT_NAMES:
            assert name not in stored_bytes(endpoint.data), name
        assert endpoint.metric("sessions_erased_total") == 2 and endpoint.metric("erasures_unfinished") == 0


def test_a_session_whose_first_batch_was_lost_is_erased_by_its_secret():
    with Endpoint() as endpoint:
        kept, doomed = Recorded(endpoint), Recorded(endpoint, batches=0)
        secret = os.urandom(32)
        # As recorders make it: the first half of the secret's hash, so that every batch says whose secret it is.
        doomed.session = hashlib.sha256(secret).hexdigest()[:32]
        for number in (1, 2):
            assert doomed.send(endpoint, number)[0] == 200
        expect_problem(doomed.erase(endpoint, WRONG_SECRET), 404, "not-found")
        assert doomed.erase(endpoint, secret.hex())[0] == 204
        left = doomed.is_left(stored_bytes(endpoint.data), kept)
        assert not left, left
        assert [one["session"] for one in endpoint.sessions()] == [kept.session]
        expect_problem(doomed.send(endpoint, 0), 410, "session-erased")


def test_a_wrong_secret_is_answered_as_a_session_that_does_not_exist():
    with Endpoint() as endpoint:
        there, gone, missing = Recorded(endpoint), Recorded(endpoint), Recorded(endpoint, batches=0)
        assert gone.erase(endpoint)[0] == 204
        answers = [one.erase(endpoint, secret) for one in (there, gone, missing) for secret in (WRONG_SECRET, "short", "%%")]
        answers += [endpoint.ask("DELETE", f"/v1/sessions/{one.session}") for one in (there, gone, missing)]
        for answer in answers:
            expect_problem(answer, 404, "not-found")
            fields = sorted((name, value) for name, value in answer[1].items() if name != "Date")
            assert (fields, answer[2]) == (sorted(answers[0][1].items()), answers[0][2]), answer
        assert endpoint.metric("erasures_refused_total") == len(answers)
        assert there.is_left(stored_bytes(endpoint.data))


def test_who_asks_again_is_told_that_it_is_done():
    with Endpoint() as endpoint:
        session = Recorded(endpoint)
        assert [session.erase(endpoint)[0] for _ in range(2)] == [204, 204]
        assert endpoint.stop() == 0
        endpoint.start()
        assert session.erase(endpoint)[0] == 204


def test_erasures_without_a_key_are_slowed_down_and_no_others():
    with Endpoint() as endpoint:
        session = Recorded(endpoint, batches=1)
        connection, answers = endpoint.connect(), []
        # Some of it comes back meanwhile, more of it on a busy machine.
        for _ in range(20_000):
            answers.append(session.erase(endpoint, WRONG_SECRET, connection))
            if answers[-1][0] == 429:
                break
        expect_problem(answers[-1], 429, "rate-limited")
        assert int(answers[-1][1]["Retry-After"]) > 0
        assert len(answers) > 500 and all(answer[0] == 404 for answer in answers[:-1])
        # A stranger uses up what he has himself: another has all of it, far more than comes back meanwhile.
        elsewhere = endpoint.connect(source="127.0.0.2")
        assert {session.erase(endpoint, WRONG_SECRET, elsewhere)[0] for _ in range(400)} == {404}
        elsewhere.close()
        # Batches, and who has a key, go on; who waits is let in again.
        assert session.send(endpoint, 1)[0] == 200
        fields = {"Silhouette-Erasure-Secret": WRONG_SECRET}
        path = f"/v1/sessions/{session.session}"
        assert endpoint.ask("DELETE", path, headers=fields, token=endpoint.keys["viewer_token"])[0] == 404
        eventually(lambda: session.erase(endpoint, connection=connection)[0] == 204)
        connection.close()


def test_a_reader_delays_the_answer_and_nothing_else():
    with Endpoint() as endpoint:
        session = Recorded(endpoint)
        reader = Reader(os.path.join(endpoint.data, "log.sqlite"))
        answers = []
        asking = threading.Thread(target=lambda: answers.append(session.erase(endpoint)))
        asking.start()
        eventually(lambda: endpoint.metric("erasures_unfinished") == 1)
        eventually(lambda: session.session not in [one["session"] for one in endpoint.sessions()])
        assert endpoint.ask("GET", "/readyz")[0] == 200
        other = Recorded(endpoint)
        asking.join(120)
        assert session.is_left(stored_bytes(endpoint.data)), "the reader does hold it"
        expect_problem(answers[0], 503, "storage-unavailable")
        assert int(answers[0][1]["Retry-After"]) > 0
        expect_problem(session.erase(endpoint, WRONG_SECRET), 404, "not-found")
        again = threading.Thread(target=lambda: answers.append(session.erase(endpoint)))
        again.start()
        eventually(lambda: endpoint.metric("erasures_unfinished") == 1)
        assert len(answers) == 1
        reader.end()
        again.join(120)
        assert answers[1][0] == 204
        assert not session.is_left(stored_bytes(endpoint.data), other)
        assert other.session in [one["session"] for one in endpoint.sessions()]


def test_an_erasure_among_uploads_and_kills_is_kept():
    seed = int(os.environ.get("SILHOUETTE_SEED", "1"))
    chance = random.Random(seed)
    with Endpoint() as endpoint:
        sessions, answered = [], 0
        for _ in range(4):
            running = [Recorded(endpoint, batches=1) for _ in range(4)]
            sessions += running
            stopping = threading.Event()
            done = []

            def upload(session):
                number = 1
                try:
                    while not stopping.is_set() and session.send(endpoint, number)[0] == 200:
                        number += 1
                except (OSError, __import__("http").client.HTTPException):
                    pass

            def erase(session):
                try:
                    if session.erase(endpoint)[0] == 204:
                        done.append(session)
                except (OSError, __import__("http").client.HTTPException):
                    pass

            threads = [threading.Thread(target=upload, args=[session]) for session in running]
            threads += [threading.Thread(target=erase, args=[session]) for session in running]
            for thread in threads[:4]:
                thread.start()
            eventually(lambda: all(len(session.contents) > 2 for session in running), 60)
            for thread in threads[4:]:
                thread.start()
            patience = chance.random() * 0.6
            eventually(lambda: len(done) == len(running) or not stopping.wait(patience))
            endpoint.stop(signal.SIGKILL)
            stopping.set()
            for thread in threads:
                thread.join()
            endpoint.start()
            for session in done:
                others = [one for one in sessions if one not in done]
                assert not session.is_left(stored_bytes(endpoint.data), *others), f"seed {seed}"
            answered += len(done)
        for session in sessions:
            assert session.erase(endpoint)[0] == 204, f"seed {seed}"
            expect_problem(session.send(endpoint, 99), 410, "session-erased")
        stored = stored_bytes(endpoint.data)
        assert not any(session.is_left(stored) for session in sessions), f"seed {seed}"
        assert endpoint.sessions() == []
        print(f"        {answered} of {len(sessions)} erasures were answered before the kill (seed {seed})")


def test_a_backup_that_is_put_back_brings_no_erased_session_back():
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as backup:
        kept, doomed = Recorded(endpoint), Recorded(endpoint)
        before = exports(endpoint, kept.session)
        assert endpoint.stop() == 0
        names = ("log.sqlite", "projection.sqlite")
        for name in names:
            shutil.copy(os.path.join(endpoint.data, name), backup)
        endpoint.start()
        assert doomed.erase(endpoint)[0] == 204
        late = Recorded(endpoint)
        for put_back in (names, names[:1], names[1:]):
            assert endpoint.stop() == 0
            for name in put_back:
                shutil.copy(os.path.join(backup, name), endpoint.data)
            assert doomed.is_left(stored_bytes(endpoint.data), kept, late)
            endpoint.start()
            assert not doomed.is_left(stored_bytes(endpoint.data), kept, late), put_back
            listed = [one["session"] for one in endpoint.sessions()]
            assert doomed.session not in listed and kept.session in listed, put_back
            assert late.session not in listed, "the backup was older"
            assert exports(endpoint, kept.session) == before
            expect_problem(doomed.send(endpoint, 3), 410, "session-erased")


main(sys.modules[__name__])
