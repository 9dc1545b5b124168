"""Numbers typed with the mouse on kcalc's keypad: recordings of two numbers, of equal and of unequal length, are the same byte for byte
once the session's ids and times are taken out; the keypad's use bears the time of its window's opening; and an attack that knows
the layout reads no more of the digits than chance does, while it reads all of them from the same presses unprotected.
"""
import os
import random
import sys

from attack import Attack, hits, most_by_chance
from case import Workspace, arguments, check
from content import SHORT
from delivery import Delivery
from hand import Hand
from places import addresses
from run import Run
from scorecard import Rows
from streams import Streams, differences

NUMBERS = ['739', '284', '6150293847']
LONG_RUNS = 40


class Typed:
    """One run: `number` is typed, and something outside of the keypad clicked before and after."""

    def __init__(self, build, folder, program, number):
        self.number = number
        with Run(build, folder, 'kcalc', program, SHORT) as run:
            with run.start() as app:
                app.find(name='pb0')
                dump = Hand(app, SHORT).rest()
                self.keys = keys_of(dump)
                app.click(kind='action', owner='QMenuBar', text='Help')
                app.display.key('Escape')
                for digit in number:
                    app.click(name=f'pb{digit}')
                app.click(kind='action', owner='QMenuBar', text='Edit')
                app.display.key('Escape')
                Hand(app, SHORT).rest()
                run.end(app)
            self.presses = app.presses()
            self.items = [item for session in run.ingest.sessions() for item in run.ingest.items(session['session'])]
            self.delivery = Delivery(self.presses, run.ingest.clicks())
            self.streams = Streams(run.batches())

    def unprotected(self):
        """The same clicks as a recorder without the rule would have told them."""
        return [{'type': 'click', 't_ms': press['time_ms'],
                 'element': {'name': press['chain'][0]['name'], 'class': press['chain'][0]['class'], 'path': ''}}
                for press in self.presses if press['kind'] != 'release']

    def complaints(self):
        found = self.delivery.complaints()
        used = [item for item in self.items if item['type'] == 'click' and item['element']['private']]
        opened = [item['t_ms'] for item in self.items if item['type'] == 'navigation' and item['kind'] == 'window_opened']
        if len(used) != 1:
            found.append(f'{self.number}: the keypad was told {len(used)} times, not once')
        found += [f'{self.number}: the keypad\'s use is told at {item["t_ms"]} ms, which is no window\'s opening {opened}'
                  for item in used if item['t_ms'] not in opened]
        return found


def keys_of(dump):
    keys = {}
    for widget, address in zip(dump['widgets'], addresses(dump['widgets'])):
        if widget['name'][:2] == 'pb' and widget['name'][2:] in list('0123456789') and widget['visible']:
            keys[widget['name'][2:]] = {'name': widget['name'], 'class': widget['class'], 'index': address[-1][1],
                                        'in_window': widget['in_window']}
    assert len(keys) == 10, f'kcalc shows {len(keys)} digits'
    return keys


def main():
    options = arguments(__doc__, 'program')
    numbers = list(NUMBERS)
    if os.environ.get('SILHOUETTE_TEST_LENGTH') == 'long':
        source = random.Random(1)
        numbers += [''.join(source.choice('0123456789') for _ in range(source.randrange(1, 13))) for _ in range(LONG_RUNS)]
    with Workspace(options.keep) as workspace:
        typed = [Typed(options.build, workspace / f'run-{number}', options.program, text) for number, text in enumerate(numbers)]
    complaints = [complaint for one in typed for complaint in one.complaints()]
    compared = [differences(typed[0].streams, one.streams) for one in typed[1:]]
    differ = sum(count for count, _, _ in compared)
    complaints += [complaint for _, _, found in compared for complaint in found]
    attack = Attack(typed[0].keys, seed=1)
    digits = sum(map(len, numbers))
    guessed = sum(hits(attack.guess(one.items, len(one.number)), one.number) for one in typed)
    control = sum(hits(attack.guess(one.unprotected(), len(one.number)), one.number) for one in typed)
    bound = most_by_chance(digits, 10)
    with Rows(options.build, 'keypad') as rows:
        rows.add('keypads', f'kcalc: bytes that differ between {len(numbers)} numbers of {min(map(len, numbers))} to '
                 f'{max(map(len, numbers))} digits', differ, '0', differ == 0)
        rows.add('keypads', f'kcalc: digits guessed of {digits}; by chance {digits / 10:.1f}', guessed, f'<= {bound}', guessed <= bound) or \
            complaints.append(f'the attack guessed {guessed} of {digits} digits')
        rows.add('keypads', 'the same attack without the rule', f'{control} of {digits}', digits, control == digits) or \
            complaints.append(f'the attack is none: {control} of {digits} digits without protection')
    check(complaints)


if __name__ == '__main__':
    sys.exit(main())
