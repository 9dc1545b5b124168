"""Drives one app by script under `silhouette record`, and compares the replay with what the app really got: each press
exactly once, in order, within 50 ms, on its element or on its private container.

With --alone the app runs without record: a trial of the script itself.
"""
import os
import sys

from case import Workspace, arguments, check
from driver.comparison import differences, expected_clicks
from driver.display import Display
from driver.ingest import Ingest
from driver.recorded_app import RecordedApp
from scripts import SCRIPTS


def main():
    options = arguments(__doc__, 'app', 'program')
    script = SCRIPTS[options.app]
    alone = os.environ.get('SILHOUETTE_TEST_ALONE') == '1'
    with Workspace(options.keep) as workspace, Display(workspace) as display:
        (workspace / 'home').mkdir(mode=0o700)
        files = script.prepare(workspace / 'home')
        command = [options.program, *script.arguments, *files]
        if alone:
            with RecordedApp(options.build, workspace, display, None, command) as app:
                script.drive(app)
            print(f'{len(expected_clicks(app.presses()))} clicks by script, alone')
            return
        with Ingest(options.build, workspace) as ingest:
            with RecordedApp(options.build, workspace, display, ingest, command, app=options.app) as app:
                script.drive(app)
                app.close()
            counters = app.counters()
            presses = app.presses()
            complaints = []
            if counters['dropped'] or counters['pending'] or counters['wiped']:
                complaints.append(f'not everything was sent: {counters}')
            if not ingest.sessions():
                check(['no session arrived: ' + app.output()[-2000:]])
            clicks = ingest.clicks()
            complaints += differences(presses, clicks)
            # The scripts' keys close popups and windows; they activate nothing.
            complaints += [f'a click by keyboard that nobody made: {click["element"]["path"]}' for click in clicks
                           if click['trigger'] == 'keyboard']
            print(f'{options.app}: {len(expected_clicks(presses))} clicks by script, {len(clicks)} in the replay')
            check(complaints)


if __name__ == '__main__':
    sys.exit(main())
