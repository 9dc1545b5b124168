"""The first law: nothing is recorded, written or sent before the tenant allows it and the user has opted in, and turning
either off holds at once. One case a run."""
import os
import re
import subprocess
import sys
import time

from case import Workspace, arguments, check
from driver.books import LiveBooks
from driver.comparison import expected_clicks
from driver.display import Display
from driver.folders import contents, silhouette_files
from driver.ingest import Ingest
from driver.recorded_app import RecordedApp, clean_environment
from driver.tap import Tap
from driver.waiting import wait_for


class Case:
    """A display, an endpoint behind a tap, and the sample app; `record()` starts it."""

    def __init__(self, build, workspace, allowed=True):
        self.build, self.workspace, self.allowed = build, workspace, allowed
        (workspace / 'home').mkdir(mode=0o700)

    def __enter__(self):
        self.display = Display(self.workspace).__enter__()
        self.ingest = Ingest(self.build, self.workspace, self.allowed).__enter__()
        self.tap = Tap(self.workspace, self.ingest).__enter__()
        return self

    def __exit__(self, *error):
        self.tap.__exit__(*error)
        self.ingest.__exit__(*error)
        self.display.__exit__(*error)

    def record(self, recorded=True, **more):
        return RecordedApp(self.build, self.workspace, self.display, self.ingest if recorded else None,
                           [self.build / 'bin' / 'orders-qt'], app='orders-qt', endpoint=self.tap.endpoint, ca=self.tap.ca, **more)

    def consent(self, *words):
        return subprocess.run([self.ingest.command, 'consent', *words, '--app', 'orders-qt', '--json'],
                              env=clean_environment(self.workspace, self.display), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120, check=True).stdout


def click_around(app, rounds=3):
    for _ in range(rounds):
        app.click(name='customerSearch')
        app.click(name='addCustomerButton')
        app.click(cls='QPushButton', text='Cancel')


def without_opt_in(case):
    """Not one packet, not one file."""
    def run(recorded):
        with case.record(recorded=recorded, opt_in=False) as app:
            click_around(app, 2)
            app.close()
        return app
    run(recorded=False)
    first = contents(case.workspace)
    run(recorded=False)
    unhooked = contents(case.workspace)
    app = run(recorded=True)
    hooked = contents(case.workspace)
    volatile = {path for path in unhooked if first.get(path) != unhooked[path]}
    complaints = [f'{path} differs from an unhooked run' for path in sorted(set(hooked) | set(unhooked))
                  if path not in volatile and hooked.get(path) != unhooked.get(path)]
    if case.tap.connections:
        complaints.append(f'{case.tap.connections} connections without the user\'s yes')
    if any(app.counters().values()):
        complaints.append(f'counted without the user\'s yes: {app.counters()}')
    return complaints


def without_opt_in_no_system_call(case):
    """strace over the whole process tree: no socket but the display's."""
    log = case.workspace / 'strace.txt'
    tried = subprocess.run(['strace', '-o', '/dev/null', 'true'], capture_output=True)
    if tried.returncode != 0:
        raise AssertionError('strace does not work here: ' + tried.stderr.decode())
    app = case.record(opt_in=False)
    command = app.command
    app.command = ['strace', '-f', '-qq', '-o', str(log), '-e', 'trace=socket,connect,sendto,sendmsg', *command]
    app.options = ['--program', command[0]]
    with app:
        click_around(app, 1)
        app.close(180)
    network = [line for line in log.read_text().splitlines() if re.search(r'AF_INET', line)]
    return [f'a network socket without the user\'s yes: {line}' for line in network[:5]]


def tenant_off(case):
    """Only the settings question goes out; nothing is captured."""
    with case.record() as app:
        click_around(app, 2)
        app.close()
    requests = case.tap.requests()
    complaints = [f'sent while the tenant is off: {line}' for line in requests if not line.startswith('GET /v1/settings')]
    if not requests:
        complaints.append('the tenant was never asked')
    if any(app.counters().values()):
        complaints.append(f'counted while the tenant is off: {app.counters()}')
    left = [path for path in silhouette_files(case.workspace) if path.suffix not in ('.json', '.key')]
    return complaints + [f'written while the tenant is off: {path}' for path in left]


def both_on(case):
    """At least 99 % of the clicks arrive."""
    with case.record() as app:
        click_around(app, 6)
        app.close()
    clicks = [click for click in case.ingest.clicks() if click['trigger'] == 'mouse']
    made = len(expected_clicks(app.presses()))
    return [] if made and len(clicks) >= 0.99 * made and len(clicks) <= made else [f'{made} clicks made, {len(clicks)} arrived']


def delivered(case, count):
    wait_for(f'{count} clicks to arrive', lambda: case.ingest.sessions() and len(case.ingest.clicks()) >= count, pause=0.2)


def tenant_turns_off(case):
    with case.record() as app:
        click_around(app, 2)
        before = len(expected_clicks(app.presses()))
        delivered(case, before)
        case.ingest.allow(False)
        time.sleep(1.0)  # the promise: within a second
        uploads = len(case.tap.uploads())
        click_around(app, 2)
        time.sleep(1.5)  # three batch times: whatever was captured would be on its way by now
        complaints = []
        if len(case.tap.uploads()) != uploads:
            complaints.append('uploads went on after the tenant turned off')
        app.close()
    if len(case.ingest.clicks()) != before:
        complaints.append(f'{len(case.ingest.clicks())} clicks are stored, {before} were allowed')
    return complaints


def user_turns_off(case):
    case.consent('on')
    with case.record(opt_in=False) as app:
        click_around(app, 2)
        before = len(expected_clicks(app.presses()))
        delivered(case, before)
        case.consent('off')
        time.sleep(0.1)  # the promise: within 100 ms
        connections, sent = case.tap.connections, sum(map(len, case.tap.sent))
        # What may stay: the choice itself, the secrets with which the user can still have erased what was sent, empty locks.
        left = [path for path in silhouette_files(case.workspace)
                if path.name not in ('choice.json', 'erasure') and path.stat().st_size]
        click_around(app, 2)
        time.sleep(1.5)
        complaints = [f'left on disk after the no: {path}' for path in left]
        if (case.tap.connections, sum(map(len, case.tap.sent))) != (connections, sent):
            complaints.append('bytes went out after the user\'s no')
        app.close()
    if len(case.ingest.clicks()) != before:
        complaints.append(f'{len(case.ingest.clicks())} clicks are stored, {before} were allowed')
    return complaints


def later(presses, than):
    return sum(press['time_ms'] / 1000 > than for press in presses)


def user_turns_off_under_clicks(case):
    """50 clicks a second, and `silhouette consent off` from another process: capture and traffic end within 100 ms."""
    follow = 0.1  # the promise
    case.consent('on')
    with case.record(opt_in=False) as app:
        app.click(name='customerSearch')
        delivered(case, 1)
        box = app.find(name='customerSearch')
        app.display.move(box[0] + box[2] // 2, box[1] + box[3] // 2)
        with LiveBooks(app) as books:
            clicking = subprocess.Popen(['xdotool', 'click', '--repeat', '6000', '--delay', '20', '1'],
                                        env={**os.environ, **app.display.environment}, stdin=subprocess.DEVNULL)
            wait_for('the clicks to come', lambda: len(app.presses()) >= 100)
            asked = time.time()
            case.consent('off')
            said = time.time()
            wait_for('clicks after the no', lambda: later(app.presses(), said + follow) >= 100)
            clicking.terminate()
            clicking.wait(60)
            time.sleep(1.5)  # three batch times: whatever was captured would be on its way by now
        app.close()
    after = later(app.presses(), said + follow)
    print(f'{books.captured} items captured, {after} clicks made later than {1000 * follow:.0f} ms after the no')
    print(f'the command took {1000 * (said - asked):.0f} ms; capture ended {1000 * (books.last_capture - said):.0f} ms and '
          f'traffic {1000 * (case.tap.last_heard - said):.0f} ms after it had returned')
    complaints = []
    if books.captured < 50:
        complaints.append(f'only {books.captured} items were captured before the no')
    if after < 50:
        complaints.append('too few clicks came after the no to tell')
    if books.last_capture > said + follow:
        complaints.append(f'captured {1000 * (books.last_capture - said):.0f} ms after the no')
    if case.tap.last_heard > said + follow:
        complaints.append(f'bytes went out {1000 * (case.tap.last_heard - said):.0f} ms after the no')
    return complaints


def settings_switch(case):
    """The sample embeds the SDK: its switch hides while the tenant is off, and works when it shows; its user can read what
    was sent, which has the program's names and nobody's content."""
    token = 'quokka'
    extra = {'ORDERS_CANARY': token, 'ORDERS_REPLAY_ENDPOINT': case.tap.endpoint, 'ORDERS_REPLAY_TENANT': 'acme',
             'ORDERS_REPLAY_KEY': case.ingest.key, 'ORDERS_REPLAY_CA': str(case.tap.ca),
             'ORDERS_REPLAY_BATCH_MS': '500'}

    def switch(app):
        return next(w for w in app.dump()['widgets'] if w['name'] == 'silhouetteAllow')

    def shown_text(app, name):
        return next((w.get('text', '') for w in app.dump()['widgets'] if w['visible'] and w['name'] == name), '')

    with case.record(recorded=False, extra=extra) as app:
        complaints = []
        app.find(name='customerSearch')
        if case.tap.connections:
            complaints.append('asked before anybody looked at the settings')
        app.click(kind='action', owner='QToolButton', text='Settings')
        app.click(kind='row', of='settingsPages', row=1)
        wait_for('the verdict to be asked for', lambda: case.tap.requests())
        time.sleep(0.5)
        if switch(app)['visible']:
            complaints.append('the switch shows while the tenant is off')
        app.click(cls='QPushButton', text='Close')
        case.ingest.allow(True)
        app.click(kind='action', owner='QToolButton', text='Settings')
        app.click(kind='row', of='settingsPages', row=1)
        wait_for('the switch to show', lambda: switch(app)['visible'], pause=0.1)
        if case.tap.uploads():
            complaints.append('uploads before the user\'s yes')
        app.click(name='silhouetteAllow', at=(8, 8))
        app.click(cls='QPushButton', text='Close')
        click_around(app, 1)
        delivered(case, 3)
        app.click(kind='action', owner='QToolButton', text='Settings')
        app.click(kind='row', of='settingsPages', row=1)
        app.click(name='silhouetteSeeSent')
        wait_for('the list of what was sent', lambda: shown_text(app, 'silhouetteSentText'), pause=0.1)
        rows = next(w['items'] for w in app.dump()['widgets'] if w['visible'] and w['name'] == 'silhouetteSentList')
        told = ''
        for row in range(len(rows)):
            app.click(kind='row', of='silhouetteSentList', row=row)
            told += shown_text(app, 'silhouetteSentText')
        complaints += [f'what was sent does not tell {part!r}' for part in
                       ('click on ordersWindow/', 'addCustomerButton', 'window opened: customerDialog')
                       if part not in told]
        if token in told.lower():
            complaints.append('what was sent tells content')
        app.click(cls='QPushButton', text='Close')
        case.ingest.allow(False)
        wait_for('the switch to go by itself', lambda: not switch(app)['visible'], pause=0.1)
        case.ingest.allow(True)
        wait_for('the switch to come back', lambda: switch(app)['visible'], pause=0.1)
        app.click(name='silhouetteAllow', at=(8, 8))
        time.sleep(0.1)
        sent = sum(map(len, case.tap.sent))
        app.click(cls='QPushButton', text='Close')
        click_around(app, 1)
        time.sleep(1.5)
        if sum(map(len, case.tap.sent)) != sent:
            complaints.append('bytes went out after the user\'s no')
        app.close()
    return complaints


CASES = {'without-opt-in': (without_opt_in, True), 'no-system-call': (without_opt_in_no_system_call, True),
         'tenant-off': (tenant_off, False), 'both-on': (both_on, True), 'tenant-turns-off': (tenant_turns_off, True),
         'user-turns-off': (user_turns_off, True), 'user-turns-off-under-clicks': (user_turns_off_under_clicks, True),
         'settings-switch': (settings_switch, False)}


def main():
    options = arguments(__doc__, 'case')
    function, allowed = CASES[options.case]
    with Workspace(options.keep) as workspace, Case(options.build, workspace, allowed) as case:
        check(function(case))
    print(options.case, 'holds')


if __name__ == '__main__':
    sys.exit(main())
