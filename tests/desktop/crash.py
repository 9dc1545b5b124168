"""Every event is accounted for, also after kill -9 of the app or of the ingest endpoint. One case a run."""
import signal
import sys

from case import Workspace, arguments, check
from consent import Case, click_around, delivered
from driver.comparison import differences, expected_clicks
from driver.folders import silhouette_files
from driver.waiting import wait_for


def spooled_bytes(case):
    return sum(path.stat().st_size for path in silhouette_files(case.workspace) if 'spool' in path.parts)


def killed_app(case):
    """The endpoint is away, the app is killed: its next start sends the rest."""
    case.consent('on')
    with case.record(opt_in=False) as app:
        click_around(app, 1)
        delivered(case, 3)
        case.ingest.stop()
        empty = spooled_bytes(case)
        click_around(app, 2)
        # A batch of the last click lies on disk once the spool has rested for far longer than a batch takes (500 ms).
        sizes = []

        def rests():
            sizes.append(spooled_bytes(case))
            return len(sizes) > 40 and sizes[-1] > empty and len(set(sizes[-40:])) == 1
        wait_for('the clicks to be spooled', rests, pause=0.1)
        app.end_by(signal.SIGKILL)
        app.process.wait(60)
    made = len(expected_clicks(app.presses()))
    complaints = [] if app.process.returncode == 128 + 9 else [f'record\'s exit is {app.process.returncode}, not 137']
    case.ingest.start()
    with case.record(opt_in=False) as app:
        app.find(name='customerSearch')
        delivered(case, made)
        app.close()
    clicks = case.ingest.clicks()
    return complaints + ([] if len(clicks) == made else [f'{made} clicks made, {len(clicks)} stored'])


def killed_ingest(case):
    """Killed under load and started again, twice: every click is there once, in order."""
    with case.record() as app:
        for _ in range(2):
            click_around(app, 2)
            case.ingest.kill()
            click_around(app, 1)
            case.ingest.start()
        made = len(expected_clicks(app.presses()))
        delivered(case, made)
        app.close()
    return differences(app.presses(), case.ingest.clicks())


CASES = {'killed-app': killed_app, 'killed-ingest': killed_ingest}


def main():
    options = arguments(__doc__, 'case')
    with Workspace(options.keep) as workspace, Case(options.build, workspace) as case:
        check(CASES[options.case](case))
    print(options.case, 'holds')


if __name__ == '__main__':
    sys.exit(main())
