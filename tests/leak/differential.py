"""The same clicks in the same app by another person with other content: what left has to be the same, byte for byte, once random ids
and times are taken out.

The first run makes the script, by a seed; the second follows it, each element by its place in the tree. Both have to bring their
clicks, and what is on the screen has to differ, by more than blinking carets: a comparison in which nothing differs proves nothing. An app that went another
way by itself (a window that came late) is tried again with another script; where something differs the same script is tried
again, since content would differ again; three times at most.
"""
import os
import random
import sys

from case import Workspace, arguments, check
from content import LONG, SHORT
from delivery import Delivery
from hand import Hand, Missed
from places import addresses
from run import Run
from scorecard import Rows
from streams import Streams, differences

ATTEMPTS = 3
# Columns of pixels that blinking carets take: two in each of two pictures, of the widest style.
CARETS = 8
WENT_ANOTHER_WAY = 'went another way'
# Whose machine it is: name, and time zone.
PEOPLE = (('bob', 'Europe/Dublin'), ('bartholomew-fitzwilliam', 'Asia/Kathmandu'))
# Presses a step in a script that is worth following: one that only types and presses keys does not get anywhere.
LEAST_PRESSES = 0.5
STEPS = 400 if os.environ.get('SILHOUETTE_TEST_LENGTH') == 'long' else 15


class Drive:
    """One run: by chance where there is no `script` yet."""

    def __init__(self, run, source, steps, script=None):
        self.run, self.script, self.states, self.steps = run, [], [], steps
        with run.start() as app:
            run.script.open(app, run.content)
            self.picture = app.picture()
            hand = Hand(app, run.content, compared=True)
            if script is None:
                self.by_chance(hand, source)
            else:
                self.by_script(hand, script)
            self.states.append(hand.rest())
            run.end(app)
        self.delivery = Delivery(app.presses(), run.ingest.clicks())
        self.streams = Streams(run.batches())

    def by_chance(self, hand, source):
        while len(self.script) < self.steps:
            dump = hand.rest()
            self.states.append(dump)
            for step in hand.choose(source, dump):
                self.script.append((step, hand.try_step(step, dump)))
        if hand.presses < LEAST_PRESSES * self.steps:
            raise Missed(f'only {hand.presses} presses in {self.steps} steps')

    def by_script(self, hand, script):
        for step, was_heard in script:
            dump = hand.rest_until_there(step)
            self.states.append(dump)
            if hand.try_step(step, dump) != was_heard:
                raise Missed(f'{step} was heard in one run only')


def shown_differently(one, other):
    """(texts, boxes) of visible widgets that are not the same, over all steps: what could have leaked."""
    texts = boxes = 0
    for before, after in zip(one.states, other.states):
        there = dict(zip(addresses(before['widgets']), before['widgets']))
        for address, widget in zip(addresses(after['widgets']), after['widgets']):
            old = there.get(address)
            if old is not None and widget['visible'] and old['visible']:
                texts += old.get('text') != widget.get('text')
                texts += sum(a.get('text') != b.get('text') for a, b in zip(old.get('items', []), widget.get('items', [])))
                boxes += old['in_window'] != widget['in_window']
    return texts, boxes


def columns_that_differ(one, other):
    """Of two pictures of one size, how many columns of pixels are not the same. Of another size: all."""
    (width, height, a), (other_width, other_height, b) = one, other
    if (width, height) != (other_width, other_height):
        return max(width, other_width)
    return sum(any(a[3 * x + color::3 * width] != b[3 * x + color::3 * width] for color in range(3)) for x in range(width))


def compare(one, other):
    """(summary, complaints, bytes that differ)."""
    complaints = one.delivery.complaints() + other.delivery.complaints()
    texts, boxes = shown_differently(one, other)
    columns = columns_that_differ(one.picture, other.picture)
    if texts + boxes == 0 and columns <= CARETS:
        complaints.append('nothing on the screen differed: this proves nothing')
    differ, how, found = differences(one.streams, other.streams)
    complaints += found
    total = sum(len(text) for text in one.streams.parts.values())
    summary = f'{one.delivery} and {other.delivery}, {texts} texts, {boxes} boxes and {columns} columns of the screen differed, {total} bytes {how}'
    return summary, complaints, differ


def attempt(build, workspace, app, program, seed, options=(), steps=STEPS, contents=(SHORT, LONG)):
    """(summary, complaints, bytes that differ) of one script in both."""
    drives = []
    try:
        for (person, zone), content in zip(PEOPLE, contents):
            folder = workspace / person
            extra = {'USER': person, 'LOGNAME': person, 'HOSTNAME': f'{person}-pc', 'TZ': zone}
            with Run(build, folder, app, program, content, extra=extra, options=options) as run:
                drives.append(Drive(run, random.Random(seed), steps, drives[0].script if drives else None))
    except Missed as missed:
        return WENT_ANOTHER_WAY, [str(missed)], 0
    return compare(*drives)


def main():
    options = arguments(__doc__, 'app', 'program')
    seed = int(os.environ.get('SILHOUETTE_SEED', '1'))
    with Rows(options.build, f'differential_{options.app}') as rows:
        for _ in range(ATTEMPTS):
            with Workspace(options.keep) as workspace:
                summary, complaints, differ = attempt(options.build, workspace, options.app, options.program, seed)
            print('\n'.join([f'{options.app}, seed {seed}: {summary}', *complaints]))
            if not complaints:
                break
            seed += summary == WENT_ANOTHER_WAY
        rows.add('differential run', f'{options.app}: bytes that differ; {summary}', differ, '0', not complaints)
    check(complaints)


if __name__ == '__main__':
    sys.exit(main())
