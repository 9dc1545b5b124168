"""An app that has no hook runs on unrecorded, and `record` says so by a stable word; of one that has it nothing is said."""
import json
import os
import subprocess
import sys

from case import Workspace, arguments, check
from driver.ingest import Ingest

SAID = 'nothing was recorded (no-hook)'


def record(build, workspace, ingest, *command):
    """(what record said, its report, its exit code)"""
    report = workspace / 'report.json'
    done = subprocess.run(
        [build / 'bin' / 'silhouette', 'record', '--app', 'app', '--endpoint', ingest.endpoint, '--tenant', 'acme', '--ca', ingest.ca,
         '--key', f'@{workspace / "key"}', '--report', report, *command],
        capture_output=True, text=True, timeout=180,
        env={**{name: os.environ[name] for name in ('PATH', 'ASAN_OPTIONS', 'TSAN_OPTIONS') if name in os.environ},
             'HOME': str(workspace / 'home'), 'XDG_RUNTIME_DIR': str(workspace / 'home'), 'QT_QPA_PLATFORM': 'offscreen'})
    return done.stderr, json.loads(report.read_text()), done.returncode


def main():
    options = arguments(__doc__)
    complaints = []
    with Workspace(options.keep) as workspace, Ingest(options.build, workspace) as ingest:
        (workspace / 'home').mkdir(mode=0o700)
        app = options.build / 'bin' / 'orders-qt'
        cases = [('not of Qt', ['--opt-in', '--', 'sh', '-c', 'exit 3'], 3, True, 'none'),
                 ('not of Qt, and nobody opted in', ['--', 'true'], 0, False, 'none'),
                 ('of Qt', ['--opt-in', '--program', app, '--', 'timeout', '--signal=TERM', '15', app], 124, False, 'loaded')]
        for name, command, code, is_said, hook in cases:
            said, report, ended = record(options.build, workspace, ingest, *command)
            if (SAID in said) != is_said or report['hook'] != hook or ended != code:
                complaints.append(f'{name}: exit {ended}, {report}, and record said: {said}')
            if ('silhouette consent on --app app' in said) != ('--opt-in' not in command):
                complaints.append(f'{name}: whether there is a yes is not told: {said}')
            if not said.splitlines()[-1].startswith('captured '):
                complaints.append(f'{name}: the last line is not that of the books: {said}')
    check(complaints)


if __name__ == '__main__':
    sys.exit(main())
