"""One app under `silhouette record`, with content of its own, an endpoint behind a tap, and a hand."""
import json
import shutil
import signal
import subprocess
import time

from driver.display import Display
from driver.ingest import Ingest
from driver.recorded_app import RecordedApp
from driver.tap import Tap
from driver.waiting import TimedOut, wait_for
from apps import script_of

# Menus and dialogs that may stand upon each other when an app is to end.
POPUPS = 4
# Where apps keep their settings, below the home.
SETTINGS = ('.config', '.local/share')


class Run:
    """Everything lies below `folder`. The home has a name of its own (`home_name`), as homes of people have."""

    def __init__(self, build, folder, name, program, content, extra=None, batch_ms=500, home=None, options=()):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.build, self.folder, self.name, self.program, self.content = build, folder, name, program, content
        self.extra, self.batch_ms, self.options = extra or {}, batch_ms, options
        self.script = script_of(name)
        self.home = home or folder / 'home'

    def __enter__(self):
        self.home.mkdir(mode=0o700, exist_ok=True)
        self.arguments = self.script.prepare(self.home, self.content)
        self.display = Display(self.folder).__enter__()
        self.ingest = Ingest(self.build, self.folder).__enter__()
        self.tap = Tap(self.folder, self.ingest).__enter__()
        return self

    def __exit__(self, *error):
        self.tap.__exit__(*error)
        self.ingest.__exit__(*error)
        self.display.__exit__(*error)

    def start(self):
        """The app, recorded; use it by `with`."""
        return RecordedApp(self.build, self.folder, self.display, self.ingest, [self.program, *self.arguments], app=self.name,
                           endpoint=self.tap.endpoint, ca=self.tap.ca, extra=self.extra,
                           batch_ms=self.batch_ms, options=self.options)

    def keep_settings(self):
        """Before the first start: what put_settings_back() puts back."""
        for number, place in enumerate(SETTINGS):
            if (self.home / place).exists():
                shutil.copytree(self.home / place, self.folder / f'first-settings-{number}')

    def put_settings_back(self):
        """As before the first start, where chance has brought an app to settings with which it shows its content no more. Of the recorder
        nothing lies there."""
        for number, place in enumerate(SETTINGS):
            shutil.rmtree(self.home / place, ignore_errors=True)
            if (first := self.folder / f'first-settings-{number}').exists():
                shutil.copytree(first, self.home / place)

    def end(self, app, popups=POPUPS):
        """Closes the app as a user does (so many times Escape, then its windows), so that its last visits end; an app that asks something
        first (whether to save) is ended from outside, once all that was recorded is uploaded. Returns how it ended."""
        for _ in range(popups):
            self.display.key('Escape')
        self.wait_for_uploads()
        try:
            app.close(8)
            return 'closed'
        except TimedOut:
            pass
        self.wait_for_uploads()
        for number, seconds in ((signal.SIGTERM, 8), (signal.SIGKILL, 30)):
            app.end_by(number)
            try:
                app.process.wait(seconds)
                return f'ended by {number.name}'
            except subprocess.TimeoutExpired:
                pass
        raise TimedOut('the app did not even end by SIGKILL')

    def wait_for_uploads(self):
        """Until nothing has been sent for two intervals of batches."""
        last = [None, 0.0]

        def is_quiet():
            sent = sum(map(len, self.tap.sent))
            if sent != last[0]:
                last[:] = sent, time.monotonic()
            return time.monotonic() - last[1] > 2 * self.batch_ms / 1000 + 0.2
        wait_for('the uploads to end', is_quiet, pause=0.1)

    def batches(self):
        """[(session, [batch])] as `inspect` has every field of every batch, the oldest session first."""
        found = []
        for session in reversed(self.ingest.sessions()):
            text = self.ingest.silhouette('inspect', session['session'], '--data', str(self.ingest.data), '--json')
            told = json.loads(text)
            found.append((session['session'], told if isinstance(told, list) else told.get('batches', [told])))
        return found
