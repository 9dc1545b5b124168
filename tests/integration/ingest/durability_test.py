"""What was answered is there: after kill -9, SIGTERM, on a full disk, on a disk that turned read-only."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading

from endpoint import Endpoint, eventually, expect_problem, main, make_batch, new_id, run


class Load:
    """Several clients that post batches of sessions of their own; remembers what was answered 200."""

    def __init__(self, endpoint, clients=6):
        self.endpoint = endpoint
        self.answered, self.refused = [], []
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.work) for _ in range(clients)]
        # Made before, so that the load is the endpoint's and not that of making batches.
        self.batches = [[self.make(new_id(), number) for number in range(60)] for _ in self.threads]
        for thread in self.threads:
            thread.start()

    def make(self, session, number):
        batch = new_id()
        return batch, session, number, make_batch(self.endpoint.tenant, batch, session, number)

    def work(self):
        mine = self.batches.pop()
        connection = self.endpoint.connect()
        try:
            while not self.stopping.is_set() and mine:
                batch, session, number, content = mine.pop(0)
                status = self.endpoint.post(content, batch, connection=connection)[0]
                (self.answered if status == 200 else self.refused).append((batch, session, number, content))
        except (OSError, ConnectionError, __import__("http").client.HTTPException):
            pass
        finally:
            connection.close()

    def join(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()


def stored_once(endpoint, answered):
    """Every answered batch is stored, once; sent again it is a duplicate."""
    before = endpoint.metric('batches_total{result="stored"}')
    connection = endpoint.connect()
    for batch, _, _, content in answered:
        assert endpoint.post(content, batch, connection=connection)[0] == 200
    connection.close()
    assert endpoint.metric('batches_total{result="stored"}') == before, "an answered batch was not there"
    content = b"".join(
        endpoint.ask("GET", f"/v1/sessions/{one['session']}/batches", token=endpoint.keys["viewer_token"])[2]
        for one in endpoint.sessions())
    for batch, _, _, _ in answered:
        assert content.count(bytes.fromhex(batch)) == 1, batch


def test_kill_9_under_load_loses_no_answered_batch():
    with Endpoint() as endpoint:
        total = []
        for _ in range(3):
            load = Load(endpoint)
            eventually(lambda: len(load.answered) > 60)
            endpoint.stop(signal.SIGKILL)
            load.join()
            total += load.answered
            endpoint.start()
        stored_once(endpoint, total)
        print(f"        {len(total)} answered batches, each there once after 3 kills")


def test_sigterm_finishes_what_was_begun():
    with Endpoint() as endpoint:
        load = Load(endpoint)
        eventually(lambda: len(load.answered) > 60)
        assert endpoint.stop(signal.SIGTERM) == 0 and endpoint.errors == ""
        load.join()
        endpoint.start()
        stored_once(endpoint, load.answered)


def test_commits_serve_groups():
    with Endpoint() as endpoint:
        load = Load(endpoint, clients=12)
        for thread in load.threads:
            thread.join()
        stored, commits = endpoint.metric('batches_total{result="stored"}'), endpoint.metric("commits_total")
        assert stored == 12 * 60 and commits < stored, (stored, commits)
        print(f"        {stored:.0f} batches in {commits:.0f} commits")


def test_the_projection_can_be_thrown_away():
    with Endpoint() as endpoint:
        for _ in range(3):
            session = new_id()
            for number in (0, 2):
                endpoint.store(session, number)
        before = endpoint.sessions()
        for damage in ("remove", "garbage"):
            assert endpoint.stop() == 0
            for suffix in ("", "-wal", "-shm"):
                path = os.path.join(endpoint.data, "projection.sqlite" + suffix)
                if os.path.exists(path):
                    os.unlink(path)
            if damage == "garbage":
                with open(os.path.join(endpoint.data, "projection.sqlite"), "wb") as file:
                    file.write(os.urandom(8192))
            endpoint.start()
            assert endpoint.sessions() == before


class SmallDisk:
    """A tmpfs of our own."""

    def __init__(self, size):
        self.folder = tempfile.mkdtemp(prefix="ingest-disk-")
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", self.folder], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        eventually(lambda: subprocess.run(["umount", self.folder], check=False).returncode == 0)
        os.rmdir(self.folder)


def test_a_full_disk_is_answered_507_and_nothing_answered_is_lost():
    with SmallDisk("2m") as disk, Endpoint(disk.folder) as endpoint:
        answered, session = [], new_id()
        filler = os.path.join(disk.folder, "filler")
        with open(filler, "wb") as file:
            try:
                while True:
                    file.write(b"\0" * 4096)
                    file.flush()
                    free = os.statvfs(disk.folder)
                    if free.f_bavail * free.f_frsize < 100_000:
                        break
            except OSError:
                pass
        refused = None
        for number in range(2000):
            batch = new_id()
            content = make_batch("acme", batch, session, number, clicks=2000)
            answer = endpoint.post(content, batch)
            if answer[0] == 200:
                answered.append((batch, session, number, content))
                continue
            refused = (batch, session, number, content)
            break
        assert refused and answered
        document = expect_problem(answer, answer[0], "storage-full" if answer[0] == 507 else "storage-unavailable")
        assert answer[0] == 507, document
        assert int(answer[1]["Retry-After"]) > 0
        assert endpoint.ask("GET", "/healthz")[0] == 200
        os.unlink(filler)
        assert endpoint.post(refused[3], refused[0])[0] == 200, "it recovers by itself"
        stored_once(endpoint, answered + [refused])
        assert endpoint.stop() == 0


def test_a_disk_that_takes_no_more_writes_is_answered_503():
    # Like ext4 that has turned itself read-only: files are open and readable, and every write fails. (A file system cannot
    # be remounted read-only under open files, so the limit on the size of files stands in.)
    with Endpoint() as endpoint:
        endpoint.store()
        subprocess.run(["prlimit", "--pid", str(endpoint.process.pid), "--fsize=0:unlimited"], check=True)
        batch = new_id()
        content = make_batch("acme", batch, new_id(), 0)
        answer = endpoint.post(content, batch)
        assert answer[0] in (503, 507), answer
        expect_problem(answer, answer[0], "storage-full" if answer[0] == 507 else "storage-unavailable")
        assert int(answer[1]["Retry-After"]) > 0
        subprocess.run(["prlimit", "--pid", str(endpoint.process.pid), "--fsize=unlimited:unlimited"], check=True)
        assert endpoint.post(content, batch)[0] == 200, "it recovers by itself"


def test_a_reader_beside_the_server_disturbs_nothing():
    with Endpoint() as endpoint:
        endpoint.store()
        done = run("tenant", "list", "--data", endpoint.data, "--json")
        assert json.loads(done.stdout) == [{"tenant": "acme", "allowed": True, "version": 2, "sampling": 1000,
                                            "name_gate": 0}]
        endpoint.store()


main(sys.modules[__name__], mounts=True)
