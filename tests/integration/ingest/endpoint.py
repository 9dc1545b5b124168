"""The endpoint under test, and a client for it: real processes, real TLS, Python's standard library only."""
import http.client
import json
import os
import shutil
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time

COMMAND, MAKE_BATCH = sys.argv[1], sys.argv[2]


def run(*arguments, **keywords):
    """Runs the command; returns the finished process with its texts."""
    return subprocess.run([COMMAND, *arguments], capture_output=True, text=True, timeout=120, **keywords)


def new_id():
    return os.urandom(16).hex()


def make_batch(tenant, batch, session, number, clicks=3, variant="", *recorded_under):
    """`recorded_under`: the header's allowed_since and, behind it, start."""
    done = subprocess.run([MAKE_BATCH, tenant, batch, session, str(number), str(clicks), variant, *map(str, recorded_under)],
                          capture_output=True, check=True)
    return done.stdout


def eventually(what, seconds=60):
    """Waits for a condition; returns its value."""
    end = time.monotonic() + seconds
    while True:
        value = what()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError("a condition did not come true in time")
        time.sleep(0.01)


class Endpoint:
    def __init__(self, folder=None, tenant="acme", allowed=True):
        self.own = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix="ingest-")
        self.data = os.path.join(self.folder, "data")
        self.tenant = tenant
        if tenant:
            self.keys = self.create(tenant)
            if allowed:
                self.allow("on")
        self.start()

    def create(self, tenant):
        done = run("tenant", "create", tenant, "--data", self.data, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def allow(self, state):
        done = run("tenant", "allow", self.tenant, state, "--data", self.data)
        assert done.returncode == 0, done.stderr

    def start(self):
        self.process = subprocess.Popen([COMMAND, "serve", "--data", self.data, "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("listening https://127.0.0.1:"), line + (self.process.stderr.read() if not line else "")
        self.port = int(line.rsplit(":", 1)[1])
        self.tls = ssl.create_default_context(cafile=os.path.join(self.data, "ca.pem"))

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        code = self.process.wait(timeout=120)
        self.errors = self.process.stderr.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return code

    def connect(self, timeout=120, source="127.0.0.1"):
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=self.tls, timeout=timeout,
                                           source_address=(source, 0))

    def ask(self, method, path, body=None, headers=None, token=None, connection=None):
        """One request; returns status, fields, body."""
        own = connection is None
        connection = connection or self.connect()
        fields = dict(headers or {})
        if token:
            fields["Authorization"] = "Bearer " + token
        connection.request(method, path, body=body, headers=fields)
        answer = connection.getresponse()
        result = answer.status, answer.headers, answer.read()
        if own:
            connection.close()
        return result

    def post(self, body, batch, key=None, connection=None, **changed):
        """Posts a batch; `changed` replaces header fields (underscores for dashes), None removes one."""
        fields = {"Content-Type": "application/x-protobuf", "Content-Encoding": "zstd", "Idempotency-Key": batch}
        for name, value in changed.items():
            name = name.replace("_", "-")
            fields.pop(name, None)
            if value is not None:
                fields[name] = value
        return self.ask("POST", "/v1/batches", body, fields, key or self.keys["ingest_key"], connection)

    def store(self, session=None, number=0, clicks=3, connection=None):
        batch = new_id()
        session = session or new_id()
        status, _, body = self.post(make_batch(self.tenant, batch, session, number, clicks), batch, connection=connection)
        assert status == 200, (status, body)
        return batch, session

    def sessions(self):
        status, _, body = self.ask("GET", "/v1/sessions", token=self.keys["viewer_token"])
        assert status == 200, (status, body)
        return json.loads(body)

    def metrics(self):
        return self.ask("GET", "/metrics")[2].decode()

    def metric(self, name):
        for line in self.metrics().splitlines():
            if line.rsplit(" ", 1)[0] == "silhouette_" + name:
                return float(line.rsplit(" ", 1)[1])
        return 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop(signal.SIGKILL)
        if self.own:
            shutil.rmtree(self.folder, ignore_errors=True)


def committed(endpoint):
    """As another process sees the log: what is durable, whatever the endpoint says."""
    with sqlite3.connect(os.path.join(endpoint.data, "log.sqlite"), timeout=60) as log:
        return log.execute("SELECT count(*) FROM batches").fetchone()[0]


def expect_problem(answer, status, slug, **members):
    assert answer[0] == status, (answer[0], status, answer[2])
    assert answer[1]["Content-Type"] == "application/problem+json", answer[1]
    document = json.loads(answer[2])
    assert document["type"] == "https://silhouette.dev/problems/" + slug, document
    assert document["status"] == status and document["title"], document
    for name, value in members.items():
        assert document[name] == value, document
    return document


def enter_mount_namespace():
    """Whoever is not root becomes it in a user namespace, and mounts disks there; this process starts anew in it."""
    if os.geteuid() != 0:
        os.execvp("unshare", ["unshare", "--user", "--map-root-user", "--mount", sys.executable, "-B", *sys.argv])


def main(module, mounts=False):
    """Runs every test_… of the module; exits 1 when one fails. `mounts`: they mount disks of their own."""
    if mounts:
        enter_mount_namespace()
    failed = 0
    for name, test in sorted(vars(module).items()):
        if not name.startswith("test_"):
            continue
        try:
            test()
            print("ok     ", name, flush=True)
        except Exception as error:  # every failure is reported, whatever it is
            failed += 1
            print("FAILED ", name, repr(error), flush=True)
            import traceback
            traceback.print_exc()
    sys.exit(1 if failed else 0)
