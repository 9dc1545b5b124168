"""Numbers typed with the mouse on the keypad of kcalc (whose keys have names) or speedcrunch (whose keys have none): recordings of two numbers, of equal and of unequal length, are the same byte for byte
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
from driver.waiting import wait_for
from hand import Hand
from places import addresses
from run import Run
from scorecard import Rows
from streams import Streams, differences

DIGITS = '0123456789'
# Another length, with other digits, in every run; of equal length, too, when there is time.
NUMBERS = ['739', '6150293847']
LONG_RUNS = 40


class Kcalc:
    name, outside = 'kcalc', ('Help', 'Edit')

    def open(self, app):
        app.find(name='pb0')

    def digit(self, widget):
        return widget['name'][2:] if widget['name'].startswith('pb') else ''


class Speedcrunch:
    name, outside = 'speedcrunch', ('Help', 'Settings')

    def open(self, app):
        app.click(kind='action', owner='QMenuBar', text='View')
        app.click(kind='action', owner='QMenu', text='Keypad')
        app.find(cls='Keypad')

    def digit(self, widget):
        return widget.get('text', '') if widget['class'] == 'QPushButton' else ''


CALCULATORS = {one.name: one for one in (Kcalc(), Speedcrunch())}


def open_and_close(app, menu):
    """Escape is for the menu: where none is open a calculator takes it for its own key that clears."""
    app.click(kind='action', owner='QMenuBar', text=menu)
    app.find(cls='QMenu')
    app.display.key('Escape')
    wait_for('the menu to close', lambda: not any(widget['visible'] and widget['class'] == 'QMenu' for widget in app.dump()['widgets']))


class Typed:
    """One run: `number` is typed, and something outside of the keypad clicked before and after."""

    def __init__(self, build, folder, calculator, program, number):
        self.number = number
        before, after = calculator.outside
        with Run(build, folder, calculator.name, program, SHORT) as run:
            with run.start() as app:
                app.find(cls='QMenuBar')
                calculator.open(app)
                self.find_keys(calculator, Hand(app, SHORT).rest())
                open_and_close(app, before)
                for digit in number:
                    app.click(box=self.boxes[digit])
                open_and_close(app, after)
                Hand(app, SHORT).rest()
                run.end(app, popups=0)
            self.presses = app.presses()
            self.items = [item for session in run.ingest.sessions() for item in run.ingest.items(session['session'])]
            self.delivery = Delivery(self.presses, run.ingest.clicks())
            self.streams = Streams(run.batches())

    def find_keys(self, calculator, dump):
        """What an attacker knows of each digit's key, and where the keys are on the screen."""
        self.keys, self.boxes = {}, {}
        for widget, address in zip(dump['widgets'], addresses(dump['widgets'])):
            digit = calculator.digit(widget) if widget['visible'] else ''
            if digit in DIGITS and digit:
                self.keys[digit] = {'name': widget['name'], 'class': widget['class'], 'index': address[-1][1],
                                    'in_window': widget['in_window']}
                self.boxes[digit] = widget['box']
                self.origin = [widget['box'][axis] - widget['in_window'][axis] for axis in (0, 1)]
        assert len(self.keys) == len(DIGITS), f'{calculator.name} shows {len(self.keys)} digits'

    def unprotected(self):
        """The same clicks as a recorder without the rule would have told them."""
        return [{'type': 'click', 't_ms': press['time_ms'],
                 'at': [press['box'][axis] + press['at'][axis] - self.origin[axis] for axis in (0, 1)],
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


def main():
    options = arguments(__doc__, 'calculator', 'program')
    numbers = list(NUMBERS)
    if os.environ.get('SILHOUETTE_TEST_LENGTH') == 'long':
        source = random.Random(1)
        numbers += ['284'] + [''.join(source.choice(DIGITS) for _ in range(source.randrange(1, 13))) for _ in range(LONG_RUNS)]
    with Workspace(options.keep) as workspace:
        typed = [Typed(options.build, workspace / f'run-{number}', CALCULATORS[options.calculator], options.program, text) for number, text in enumerate(numbers)]
    complaints = [complaint for one in typed for complaint in one.complaints()]
    compared = [differences(typed[0].streams, one.streams) for one in typed[1:]]
    differ = sum(count for count, _, _ in compared)
    complaints += [complaint for _, _, found in compared for complaint in found]
    attack = Attack(typed[0].keys, seed=1)
    digits = sum(map(len, numbers))
    guessed = sum(hits(attack.guess(one.items, len(one.number)), one.number) for one in typed)
    control = sum(hits(attack.guess(one.unprotected(), len(one.number)), one.number) for one in typed)
    bound = most_by_chance(digits, 10)
    with Rows(options.build, f'keypad_{options.calculator}') as rows:
        rows.add('keypads', f'{options.calculator}: bytes that differ between {len(numbers)} numbers of {min(map(len, numbers))} to '
                 f'{max(map(len, numbers))} digits', differ, '0', differ == 0)
        rows.add('keypads', f'{options.calculator}: digits guessed of {digits}; by chance {digits / 10:.1f}', guessed, f'<= {bound}', guessed <= bound) or \
            complaints.append(f'the attack guessed {guessed} of {digits} digits')
        rows.add('keypads', f'{options.calculator}: the same attack without the rule', f'{control} of {digits}', digits, control == digits) or \
            complaints.append(f'the attack is none: {control} of {digits} digits without protection')
    check(complaints)


if __name__ == '__main__':
    sys.exit(main())
