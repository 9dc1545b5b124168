#!/usr/bin/env python3
"""`silhouette record` against endpoints that are not to be trusted, with a real app: nothing but the question for the
verdict arrives at any of them, and the report says why. Usage: record_says_why.py BUILD CERTIFICATES_SCRIPT"""
import concurrent.futures
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"
REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\n\r\n"
PASSWORD = b"HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"


class Server:
    """Answers every request with the same bytes, behind TLS where there is a certificate; keeps what it received."""

    def __init__(self, answer, certificate=None):
        self.answer, self.received, self.connections = answer, [], 0
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(f"{certificate}.pem", f"{certificate}.key")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            client, _ = self.listener.accept()
            self.connections += 1
            threading.Thread(target=self.serve_one, args=(client,), daemon=True).start()

    def serve_one(self, client):
        try:
            if self.context:
                client = self.context.wrap_socket(client, server_side=True)
            while data := client.recv(65536):
                self.received.append(data)
                client.sendall(self.answer)
        except OSError:
            pass  # a client that does not trust us
        finally:
            client.close()


def record(build, folder, name, port, variables):
    """The report, and what the app's run said."""
    home = folder / name
    home.mkdir()
    report = home / "report.json"
    app = build / "bin" / "orders-qt"
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    environment.update({"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "QT_QPA_PLATFORM": "offscreen"}, **variables)
    for variable in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "DO_NOT_TRACK"):
        environment.pop(variable, None)
    # The app is closed once it has had time to ask for the verdict itself.
    run = subprocess.run(
        [build / "bin" / "silhouette", "record", "--app", "orders", "--endpoint", f"https://localhost:{port}",
         "--tenant", "acme", "--key", "k", "--ca", folder / "ca.pem", "--opt-in", "--report", report,
         "--program", app, "--", "timeout", "--signal=TERM", "20", app],
        env=environment, capture_output=True, text=True, timeout=120, check=False)
    return json.loads(report.read_text(encoding="utf-8")), run.stderr


def main():
    build, script = pathlib.Path(sys.argv[1]), sys.argv[2]
    failures = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        subprocess.run([script, temporary], check=True)
        good = folder / "good"
        # name, server, variables, word, whether the question may arrive
        proxy = Server(PASSWORD)
        cases = [
            ("expired", Server(HTML, folder / "expired"), {}, "certificate-expired", False),
            ("wrong_host", Server(HTML, folder / "wrong_host"), {}, "certificate-wrong-host", False),
            ("self_signed", Server(HTML, folder / "self_signed"), {}, "certificate-untrusted", False),
            ("portal", Server(HTML, good), {}, "foreign-answer", True),
            ("redirect", Server(REDIRECT, good), {}, "redirected", True),
            ("password", Server(HTML, good), {"https_proxy": f"http://127.0.0.1:{proxy.port}"}, "proxy-password", False),
            ("scheme", Server(HTML, good), {"ALL_PROXY": "socks5://127.0.0.1:1080"}, "proxy-setting", False),
        ]
        with concurrent.futures.ThreadPoolExecutor(len(cases)) as pool:
            runs = {name: pool.submit(record, build, folder, name, server.port, variables)
                    for name, server, variables, _, _ in cases}
        for name, server, _, word, may_ask in cases:
            report, said = runs[name].result()
            network = report.get("network", {})
            if network.get("verdict") != word:
                failures.append(f"{name}: the report says {network}, not {word}\n{said}")
            if network.get("upload") != "untried" or report["captured"] != 0:
                failures.append(f"{name}: something was recorded: {report}")
            received = b"".join(server.received)
            if (received and not may_ask) or b"POST" in received or (may_ask and b"GET /v1/settings" not in received):
                failures.append(f"{name}: the server received {received[:300]}")
            if "no verdict from the tenant" not in said:
                failures.append(f"{name}: the command did not say why: {said}")
        if b"Bearer" in b"".join(proxy.received) or not proxy.received:
            failures.append(f"the proxy received {proxy.received}")
    for failure in failures:
        print(failure)
    print(f"{len(cases)} cases, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
