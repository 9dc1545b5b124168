"""An ingest endpoint with one tenant, and what it stored."""
import json
import os
import re
import subprocess

from .waiting import wait_for


class Ingest:
    """`silhouette serve` on a free port. `allowed`: whether the tenant "acme" allows recording from the start."""

    def __init__(self, build, workspace, allowed=True, port=0):
        self.command = str(build / 'bin' / 'silhouette')
        self.workspace = workspace
        self.data = workspace / 'ingest'
        self.allowed = allowed
        self.port = port
        self.process = None

    def __enter__(self):
        self.start()
        made = json.loads(self.silhouette('tenant', 'create', 'acme', '--data', str(self.data), '--json'))
        self.key, self.viewer, self.admin = made['ingest_key'], made['viewer_token'], made['admin_token']
        (self.workspace / 'key').write_text(self.key + '\n')
        self.allow(self.allowed)
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Starts it; again at the same port after kill() or stop()."""
        out = self.workspace / 'serve.out'
        out.write_text('')
        with open(out, 'w') as stdout, open(self.workspace / 'serve.err', 'a') as stderr:
            self.process = subprocess.Popen(
                [self.command, 'serve', '--data', str(self.data), '--listen', f'127.0.0.1:{self.port}'],
                stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)

        def listening():
            assert self.process.poll() is None, 'serve ended: ' + (self.workspace / 'serve.err').read_text()[-2000:]
            return re.search(r'^listening (https://\S+:(\d+))$', out.read_text(), re.M)
        found = wait_for('the ingest endpoint to listen', listening)
        self.endpoint, self.port = found.group(1), int(found.group(2))
        self.ca = self.data / 'ca.pem'

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            return self.process.wait(120)
        return self.process.returncode if self.process else None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def silhouette(self, *arguments):
        done = subprocess.run([self.command, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=120, env={**os.environ, 'HOME': str(self.workspace)})
        assert done.returncode == 0, f'silhouette {" ".join(arguments[:2])}: exit {done.returncode}: {done.stderr}'
        return done.stdout

    def allow(self, yes):
        self.silhouette('tenant', 'allow', 'acme', 'on' if yes else 'off', '--data', str(self.data))

    def sessions(self):
        return json.loads(self.silhouette('sessions', '--data', str(self.data), '--json'))

    def export(self, session, form='jsonl'):
        return self.silhouette('export', session, '--data', str(self.data), '--format', form, '-o', '-')

    def items(self, session):
        return [json.loads(line) for line in self.export(session).splitlines()]

    def clicks(self):
        """All clicks of all sessions, oldest session first."""
        found = []
        for session in reversed(self.sessions()):
            found += [item for item in self.items(session['session']) if item['type'] == 'click']
        return found
