"""Everything that left the process, or rests: what is sent, spooled, stored, exported and printed."""
import pathlib
import ssl
import subprocess
import threading
import time
import urllib.request

from driver.folders import files_of_ours


class FolderWatch:
    """Keeps a copy of every version of every file of ours that lies below the home while the app runs."""

    def __init__(self, home):
        self.home, self.seen, self.running, self.failure = home, {}, True, None
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        try:
            while self.running:
                self.look()
                time.sleep(0.05)
        except Exception as error:  # told when it stops: a watch that ended early has not seen everything
            self.failure = error

    def look(self):
        for path in files_of_ours(self.home):
            try:
                data = path.read_bytes()
            except OSError:
                continue
            name = str(path.relative_to(self.home))
            self.seen.setdefault(f'{name} ({len(data)} bytes)', data)
            self.seen['the name of ' + name] = name.encode()

    def stop(self):
        self.running = False
        self.thread.join()
        if self.failure:
            raise self.failure
        self.look()


def over_https(ingest, path, real_ca):
    request = urllib.request.Request(f'https://127.0.0.1:{ingest.port}{path}',
                                     headers={'Authorization': f'Bearer {ingest.viewer}'})
    with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=real_ca)) as answer:
        return answer.read()


def decompressed_bodies(sent, workspace):
    """The zstd frames in what was uploaded, opened with the zstd command; empty where they need a dictionary."""
    opened, magic = [], b'\x28\xb5\x2f\xfd'
    dictionaries = list((pathlib.Path(__file__).parents[2] / 'proto').rglob('*.zdict'))
    for data in map(bytes, sent):
        at = data.find(magic)
        while at >= 0:
            body = workspace / 'body.zst'
            body.write_bytes(data[at:])
            for dictionary in [None, *dictionaries]:
                command = ['zstd', '-d', '-q', '-c', '--single-thread', str(body)]
                command += ['-D', str(dictionary)] if dictionary else []
                done = subprocess.run(command, capture_output=True)
                if done.stdout:
                    opened.append(done.stdout)
                    break
            at = data.find(magic, at + 4)
    return opened


def gather(workspace, ingest, tap, app, watch):
    """({place: bytes}, number of uploaded batches that were opened). Stops the endpoint: its files are read at rest."""
    haystacks = dict(watch.seen)
    for number, data in enumerate(tap.sent):
        haystacks[f'what connection {number} sent'] = bytes(data)
    bodies = decompressed_bodies(tap.sent, workspace)
    for number, data in enumerate(bodies):
        haystacks[f'uploaded batch {number}'] = data
    for session in ingest.sessions():
        name = session['session']
        stored = over_https(ingest, f'/v1/sessions/{name}/batches', ingest.ca)
        assert stored, 'no stored batches'
        haystacks[f'the stored batches of {name}'] = stored
        for form in ('jsonl', 'rrweb', 'html'):
            haystacks[f'the {form} export of {name}'] = ingest.export(name, form).encode()
    ingest.stop()
    for path in ingest.data.rglob('*'):
        if path.is_file():
            haystacks[f'ingest\'s {path.name}'] = path.read_bytes()
    haystacks['what record and the app printed'] = app.output().encode()
    haystacks['record\'s report'] = (workspace / 'report.json').read_bytes()
    haystacks['ingest\'s log'] = (workspace / 'serve.err').read_bytes()
    return haystacks, len(bodies)
