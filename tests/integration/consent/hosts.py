"""Processes of an app that records, and what stands between them and the endpoint."""
import os
import queue
import selectors
import socket
import subprocess
import sys
import threading
import time

HOST = sys.argv[3]


def as_user(folder):
    """The environment of a user who lives in that folder."""
    variables = {name: value for name, value in os.environ.items() if name != "DO_NOT_TRACK"}
    return {**variables, "XDG_STATE_HOME": os.path.join(folder, "state"), "XDG_CACHE_HOME": os.path.join(folder, "cache")}


class Host:
    """One process of the app (consent_host.cpp says what it understands), of a user who lives in that folder."""

    def __init__(self, folder, endpoint, port=None):
        self.lines = queue.Queue()
        self.states, self.gates = [], []
        self.process = subprocess.Popen(
            [HOST, "-", f"https://127.0.0.1:{port or endpoint.port}", os.path.join(endpoint.data, "ca.pem"),
             endpoint.keys["ingest_key"]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            env=as_user(folder))
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            words = line.split()
            if words[0] == "state":
                self.states.append((words[1], words[2] == "1", int(words[3])))
            elif words[0] == "gate":
                self.gates.append((words[1], int(words[2])))
            else:
                self.lines.put(words)

    def tell(self, line):
        self.process.stdin.write(line + "\n")

    def ask(self, line):
        self.tell(line)
        words = self.lines.get(timeout=180)
        assert words[0] in ("done", line), words
        return words[1:]

    def choose(self, line):
        """When the call began and ended, in seconds."""
        _, status, began, ended = self.ask(line)
        assert status == "0", (line, status)
        return int(began) / 1e9, int(ended) / 1e9

    def click(self, times=1):
        self.ask(f"click {times}")

    def stats(self):
        return dict(zip(("captured", "sent", "dropped", "wiped", "pending"), map(int, self.ask("stats"))))

    def is_open(self):
        return bool(self.gates) and self.gates[-1][0] == "open"

    def gate_after(self, word, began, seconds=60):
        """When the gate was found in that position for the first time since then."""
        end = time.monotonic() + seconds
        while True:
            found = [at / 1e9 for one, at in self.gates if one == word and at / 1e9 >= began]
            if found:
                return found[0]
            assert time.monotonic() < end, f"the gate is not {word}: {self.gates[-3:]} {self.states[-3:]}"
            time.sleep(0.002)

    def state(self):
        return self.states[-1][0] if self.states else ""

    def sees_switch(self):
        return bool(self.states) and self.states[-1][1]

    def stop(self):
        if self.process.poll() is None:
            self.tell("quit")
            self.process.wait(timeout=120)
        self.reader.join(timeout=120)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()


class Wire:
    """A relay before the endpoint: keeps when the client's bytes came, can hold a connection's, all at once or what comes behind
    so many, can take no new ones, and can be away altogether."""

    def __init__(self, port):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port, self.to = self.listener.getsockname()[1], port
        self.connections, self.in_vain, self.over = [], 0, threading.Event()
        self.away, self.takes_new, self.hold_behind = False, True, None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    class Connection:
        def __init__(self, client, server):
            self.client, self.server = client, server
            self.held, self.waiting = False, b""
            self.came, self.passed, self.bytes, self.is_over = [], [], 0, False

    def _run(self):
        selector = selectors.DefaultSelector()
        self.listener.setblocking(False)
        selector.register(self.listener, selectors.EVENT_READ, None)
        while not self.over.is_set():
            for key, _ in selector.select(0.01):
                if key.data is None:
                    client, _ = self.listener.accept()
                    if self.away or not self.takes_new:
                        client.close()
                        self.in_vain += 1
                        continue
                    try:
                        one = self.Connection(client, socket.create_connection(("127.0.0.1", self.to)))
                    except OSError:  # nobody is there
                        client.close()
                        self.in_vain += 1
                        continue
                    self.connections.append(one)
                    selector.register(one.client, selectors.EVENT_READ, (one, True))
                    selector.register(one.server, selectors.EVENT_READ, (one, False))
                else:
                    self._pass_on(selector, *key.data)
            for one in self.connections:
                if self.away:
                    self._end(selector, one)
                if one.waiting and not one.held and not one.is_over:
                    self._send(selector, one, one.server, one.waiting)
                    one.waiting = b""
        for one in self.connections:
            one.client.close()
            one.server.close()

    def _pass_on(self, selector, one, from_client):
        try:
            data = (one.client if from_client else one.server).recv(65536)
        except OSError:
            data = b""
        if not data:
            self._end(selector, one)
        elif from_client:
            one.came.append(time.monotonic())
            one.bytes += len(data)
            one.waiting += data
            if self.hold_behind is not None and one.bytes > self.hold_behind:
                one.held = True
        elif not one.held:
            self._send(selector, one, one.client, data)

    def _send(self, selector, one, to, data):
        try:
            to.sendall(data)
            if to is one.server:
                one.passed.append(time.monotonic())
        except OSError:
            self._end(selector, one)

    @staticmethod
    def _end(selector, one):
        if not one.is_over:
            one.is_over = True
            for end in (one.client, one.server):
                selector.unregister(end)
            # What is held was sent, and is the network's: it arrives, and nothing behind it.
            try:
                one.server.sendall(one.waiting)
            except OSError:
                pass
            one.client.close()
            one.server.close()

    def go_away(self):
        self.away = True
        while self.living():
            time.sleep(0.002)

    def living(self):
        return [one for one in self.connections if not one.is_over]

    def last_byte(self):
        """When the client's last byte came."""
        return max((one.came[-1] for one in self.connections if one.came), default=0)

    def stop(self):
        self.over.set()
        self.thread.join()
        self.listener.close()


def told(name, seconds):
    """One line of figures, in milliseconds."""
    ordered = sorted(1000 * one for one in seconds)
    at = lambda part: ordered[min(int(len(ordered) * part), len(ordered) - 1)]
    print(f"        {name}: {len(ordered)} times, p50 {at(.5):.1f} ms, p95 {at(.95):.1f} ms, longest {ordered[-1]:.1f} ms")
    return at(.95) / 1000
