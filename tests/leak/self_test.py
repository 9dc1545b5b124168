"""The leak hunter and the differential run can find: real leaks, through all of the pipeline, have to be found.

`hunt`: the canary is a name that the app ships ("a user's word that equals a literal of the program"), so that it passes the filter, and has
to be found in what was uploaded, stored and exported, and in our memory. `differential`: boxes are told as they are (`--layout exact`), so that labels' widths
leave the machine, and two runs with other content have to differ.
"""
import sys

from case import Workspace, arguments, check
from content import LONG, SHORT, Content
from differential import attempt
from hunt import hunt_in
from memory import HEAP_OF_OURS

SHIPPED = 'actionOpen'
USER, DIGITS = 'zzqxvbkkwwpp', '72839465827364'
PLACES = ('uploaded batch', 'stored batches', 'ingest\'s ', 'jsonl export', 'rrweb export', 'html export',
          HEAP_OF_OURS)


def hunt(options, workspace):
    content = Content([f'{SHIPPED}{number}' for number in range(101, 109)], DIGITS)
    summary, complaints, finds = hunt_in(options.build, workspace, 'featherpad', options.program, (content, [SHIPPED, DIGITS], USER), 6)
    print(f'{summary}; {len(finds)} found')
    return complaints + [f'a real leak was not found in the {place.strip()}' for place in PLACES
                         if not any(place in find for find in finds)]


def differential(options, workspace):
    # The status bar counts lines: its label is wider for the other text.
    contents = SHORT, Content(LONG.words, LONG.digits, lines=123_456)
    for seed in (1, 2):
        summary, complaints, differ = attempt(options.build, workspace / str(seed), 'featherpad', options.program, seed,
                                              ['--layout', 'exact'], steps=2, contents=contents)
        print(f'{summary}; {differ} bytes differ')
        if any('layouts differ' in complaint or 'was told with' in complaint for complaint in complaints):
            return []
    return ['boxes were told as they are, and nothing differed']


def main():
    options = arguments(__doc__, 'case', 'program')
    with Workspace(options.keep) as workspace:
        check({'hunt': hunt, 'differential': differential}[options.case](options, workspace))


if __name__ == '__main__':
    sys.exit(main())
