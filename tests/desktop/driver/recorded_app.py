"""An app under `silhouette record`, beside the tests' own eye (../widget_dump)."""
import json
import os
import re
import signal
import subprocess
import time

from .waiting import TimedOut, wait_for

DOUBLE_CLICK_S = 0.5


def clean_environment(workspace, display):
    """Nothing of the user's own: home, runtime and temporary folders below the workspace."""
    folders = {'HOME': workspace / 'home', 'XDG_RUNTIME_DIR': workspace / 'runtime', 'TMPDIR': workspace / 'tmp'}
    for folder in folders.values():
        folder.mkdir(mode=0o700, exist_ok=True)
    kept = {name: os.environ[name] for name in ('PATH', 'ASAN_OPTIONS', 'TSAN_OPTIONS', 'UBSAN_OPTIONS')
            if name in os.environ}
    return {**kept, **{name: str(folder) for name, folder in folders.items()}, **display.environment,
            'LANG': 'C.UTF-8', 'QT_QPA_PLATFORM': 'xcb', 'QT_LOGGING_RULES': '*=false',
            # No message bus: each app would start one, which outlives it.
            'DBUS_SESSION_BUS_ADDRESS': 'disabled:', 'NO_AT_BRIDGE': '1'}


class RecordedApp:
    """`command` under record. `ingest` may be None: the app runs alone, for comparison."""

    def __init__(self, build, workspace, display, ingest, command, opt_in=True, app=None, options=(), extra=None,
                 endpoint=None, ca=None, batch_ms=500):
        self.build, self.workspace, self.display, self.ingest = build, workspace, display, ingest
        self.command = [str(part) for part in command]
        self.opt_in, self.app, self.options = opt_in, app, list(options)
        self.endpoint, self.ca, self.batch_ms = endpoint, ca, batch_ms
        self.environment = {**clean_environment(workspace, display), **(extra or {})}
        self.log = workspace / 'presses.jsonl'
        self.log.touch()
        self.requests = workspace / 'requests'
        if not self.requests.exists():
            os.mkfifo(self.requests)
        self.dumps = 0
        self.last_click = 0.0
        self.process = None
        plugins = build / 'tests' / 'widget_dump'
        self.environment.update({
            'WIDGET_DUMP_LOG': str(self.log), 'WIDGET_DUMP_REQUESTS': str(self.requests),
            'QT_QPA_GENERIC_PLUGINS': 'widget_dump', 'QT_PLUGIN_PATH': f'{plugins}/qt5:{plugins}/qt6'})
        preload = os.environ.get('SILHOUETTE_TEST_PRELOAD')
        if preload:
            self.environment['LD_PRELOAD'] = preload

    def __enter__(self):
        command = self.command
        if self.ingest:
            command = [self.ingest.command, 'record', '--endpoint', self.endpoint or self.ingest.endpoint,
                       '--tenant', 'acme', '--key', f'@{self.workspace}/key', '--ca', str(self.ca or self.ingest.ca),
                       '--batch-ms', str(self.batch_ms), '--report', str(self.workspace / 'report.json')]
            command += ['--opt-in'] if self.opt_in else []
            command += ['--app', self.app] if self.app else []
            command += self.options + ['--', *self.command]
        self.out = open(self.workspace / 'app.txt', 'a')
        self.process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=self.out,
                                        stderr=self.out, cwd=self.workspace)
        return self

    def __exit__(self, kind, *_):
        if self.process.poll() is None:
            self.end_by(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.end_by(signal.SIGKILL)
                self.process.kill()
                self.process.wait()
        self.out.close()

    # ---- Ending ----

    def app_process(self):
        """The app's own process number: record's child, or the app where it runs alone."""
        if not self.ingest:
            return self.process.pid
        children = subprocess.run(['pgrep', '-P', str(self.process.pid)], capture_output=True, text=True).stdout.split()
        return int(children[0]) if children else None

    def end_by(self, number):
        pid = self.app_process()
        if pid:
            os.kill(pid, number)

    def close(self, seconds=60):
        """Closes the app as a user does: its active window, then whatever is left. Returns the exit code."""
        def gone():
            if self.process.poll() is not None:
                return True
            self.close_windows()
            return False
        wait_for('the app to end', gone, seconds, pause=0.4)
        return self.process.returncode

    def windows(self):
        return [line.split()[0] for line in self.display.run('wmctrl', '-l').stdout.splitlines()]

    def close_windows(self):
        for window in reversed(self.windows()):
            self.display.run('wmctrl', '-i', '-c', window)

    def activate_a_window(self):
        for window in self.windows()[-1:]:
            self.display.run('wmctrl', '-i', '-a', window)

    def output(self):
        return (self.workspace / 'app.txt').read_text(errors='replace')

    def counters(self):
        """record's last line: {'captured': …, 'sent': …, 'dropped': …, 'wiped': …, 'pending': …}."""
        lines = re.findall(r'^captured (\d+) sent (\d+) dropped (\d+) wiped (\d+) pending (\d+)$', self.output(), re.M)
        assert lines, 'record printed no counters:\n' + self.output()[-3000:]
        return dict(zip(('captured', 'sent', 'dropped', 'wiped', 'pending'), map(int, lines[-1])))

    # ---- The tests' own eye ----

    def presses(self):
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.endswith('}')]

    def dump(self, seconds=60):
        path = self.ask_for(f'dump-{self.dumps + 1}.json', seconds)
        dumped = json.loads(path.read_text())
        path.unlink()
        return dumped

    def picture(self, seconds=60):
        """The active window: (width, height, three bytes for each pixel)."""
        data = self.ask_for(f'picture-{self.dumps + 1}.ppm', seconds).read_bytes()
        head = re.match(rb'P6\s+(\d+)\s+(\d+)\s+255\s', data)
        return int(head[1]), int(head[2]), data[head.end():]

    def picture_file(self, seconds=60):
        """The active window, as the bytes of a PNG file."""
        return self.ask_for(f'picture-{self.dumps + 1}.png', seconds).read_bytes()

    def ask_for(self, name, seconds):
        self.dumps += 1
        path = self.workspace / name

        def answered():
            assert self.process.poll() is None, 'the app ended early:\n' + self.output()[-3000:]
            return path.exists()
        # The pipe has a reader only once the plugin is loaded.
        def asked():
            try:
                pipe = os.open(self.requests, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                assert self.process.poll() is None, 'the app ended early:\n' + self.output()[-3000:]
                return False
            os.write(pipe, f'{path}\n'.encode())
            os.close(pipe)
            return True
        wait_for('the widget dump to listen', asked, seconds)
        wait_for(f'the answer {name}', answered, seconds)
        return path

    def find(self, seconds=60, **wanted):
        """The box, on the screen, of the foremost visible widget or item that has all that is wanted: name, text, cls,
        kind ("tab", "row", "action"), row; `of` and `owner` are the name and class of the widget that an item is in.
        `text` matches without mnemonics, by its beginning. Waits until the box rests: windows are moved when they appear."""
        def matches(candidate):
            text = candidate.get('text', '').replace('&', '')
            return (('name' not in wanted or candidate.get('name') == wanted['name']) and
                    ('text' not in wanted or text.startswith(wanted['text'])) and
                    ('cls' not in wanted or candidate.get('class') == wanted['cls']) and
                    ('kind' not in wanted or candidate.get('kind') == wanted['kind']) and
                    ('row' not in wanted or candidate.get('index') == wanted['row']))

        def shown():
            found = []
            for widget in self.dump()['widgets']:
                if not widget['visible']:
                    continue
                if 'of' in wanted and widget['name'] != wanted['of']:
                    continue
                if 'owner' in wanted and widget['class'] != wanted['owner']:
                    continue
                if 'kind' not in wanted and matches(widget):
                    found.append((widget['front'], widget['box']))
                if 'kind' in wanted:
                    found += [(widget['front'], item['box']) for item in widget.get('items', []) if matches(item)]
            # An open popup is before the active window, and that before all others.
            sized = [(front, box) for front, box in found if box[2] > 0 and box[3] > 0]
            return max(sized, key=lambda one: one[0])[1] if sized else None
        last = [None]

        def rests():
            before, last[0] = last[0], shown()
            return last[0] if last[0] == before else None
        return wait_for(f'an element {wanted} to be shown', rests, seconds, pause=0.1)

    def click(self, button=1, times=1, at=None, **wanted):
        """Clicks the middle of what find() finds, and waits until the app has had each press."""
        box = wanted.pop('box', None) or self.find(**wanted)
        x, y = (box[0] + box[2] // 2, box[1] + box[3] // 2) if at is None else (box[0] + at[0], box[1] + at[1])
        # Two clicks of one place within the double-click time (400 ms in Qt) would be a double click.
        time.sleep(max(0.0, self.last_click + DOUBLE_CLICK_S - time.monotonic()))
        before = len(self.presses())
        self.display.click(x, y, button, times)
        try:
            wait_for('the press to arrive', lambda: len(self.presses()) >= before + times)
        except TimedOut as error:
            raise TimedOut(f'a click on {wanted} at {x},{y} did not reach the app') from error
        self.last_click = time.monotonic()
        return x, y
