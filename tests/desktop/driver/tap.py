"""A man in the middle, trusted by the test's client alone: counts connections, and keeps every byte that passes."""
import re
import select
import socket
import ssl
import subprocess
import threading
import time


class Tap:
    """Listens on 127.0.0.1 with a certificate of its own (`ca`), and passes everything on to `ingest`.

    `connections` counts every TCP connection, whether or not TLS came about. `sent` and `answered` are the plain bytes
    of each connection, `hellos` its first bytes as they are on the wire, `ports` where it came from, `requests()` the request
    lines. `last_heard` is when a client last connected or sent something: no earlier than that, however late a busy machine
    lets us hear of it. `planted` are header lines that each answer is given on its way: a client should not come back with
    them.
    """

    def __init__(self, workspace, ingest):
        self.workspace, self.ingest = workspace, ingest
        self.connections = 0
        self.last_heard = 0.0
        self.sent, self.answered, self.hellos, self.ports, self.ended = [], [], [], [], []
        self.planted = b''
        self.open = []

    def __enter__(self):
        self.ca, key = self.workspace / 'tap.pem', self.workspace / 'tap.key'
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                        '-keyout', key, '-out', self.ca, '-days', '2', '-subj', '/CN=127.0.0.1',
                        '-addext', 'subjectAltName=IP:127.0.0.1'], check=True, capture_output=True)
        self.server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server_side.load_cert_chain(self.ca, key)
        self.client_side = ssl.create_default_context(cafile=self.ingest.ca)
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.endpoint = f'https://127.0.0.1:{self.port}'
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()
        for one in self.open:
            try:
                one.close()
            except OSError:
                pass

    def accept(self):
        while True:
            try:
                self.listen(self.listener)
                client, _ = self.listener.accept()
            except (OSError, ValueError):
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def listen(self, source):
        """Waits until there is something; notes when there was nothing yet."""
        silent = 0.0
        while True:
            now = time.time()
            if isinstance(source, ssl.SSLSocket) and source.pending() or select.select([source], [], [], 0.005)[0]:
                self.last_heard = max(self.last_heard, silent)
                return
            silent = now

    def serve(self, client):
        try:
            client.settimeout(10)
            hello = client.recv(16384, socket.MSG_PEEK)
            client.settimeout(None)
            port = client.getpeername()[1]
            near = self.server_side.wrap_socket(client, server_side=True)
            far = self.client_side.wrap_socket(socket.create_connection(('127.0.0.1', self.ingest.port)),
                                               server_hostname='127.0.0.1')
        except OSError:
            client.close()
            return
        sent, answered = bytearray(), bytearray()
        number = len(self.sent)
        self.sent.append(sent)
        self.answered.append(answered)
        self.hellos.append(hello)
        self.ports.append(port)
        self.ended.append(None)
        self.open += [near, far]
        other = threading.Thread(target=self.copy, args=(far, near, answered.extend), daemon=True)
        other.start()

        self.copy(near, far, sent.extend, self.listen)
        self.ended[number] = time.monotonic()

    def copy(self, source, sink, keep, wait=lambda source: None):
        try:
            while wait(source) or (data := source.recv(65536)):
                if self.planted and data.startswith(b'HTTP/1.1 '):
                    first, rest = data.split(b'\r\n', 1)
                    data = first + b'\r\n' + self.planted + rest
                keep(data)
                sink.sendall(data)
        except (OSError, ValueError):
            pass
        for one in (source, sink):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def requests(self):
        """Request lines of all connections, as 'GET /v1/settings'."""
        found = []
        for sent in list(self.sent):
            found += [f'{method.decode()} {target.decode()}' for method, target in
                      re.findall(rb'(?:^|\n|[^A-Z])(GET|POST|PUT|DELETE) (/[^ ]*) HTTP/1\.1\r\n', bytes(sent))]
        return found

    def uploads(self):
        return [line for line in self.requests() if line.startswith('POST /v1/batches')]
