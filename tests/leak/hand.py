"""The hand: clicks places of an app, chosen at random by a seed or taken from a script that another run has made."""
import time

from driver.waiting import TimedOut, wait_for
from places import CHOOSE_ROWS, places

# A box is clicked in the middle of one of so many columns and rows, so that two boxes of unlike size are clicked alike.
COLUMNS = 15
DOUBLE_CLICK_S = 0.45
NEAR = 12
WORDS = 8
HOOK_S = 60
# How long a press may take to the app on a busy machine: one that is taken for missed, and comes later, is another script.
PRESS_S = 10


class Missed(Exception):
    """What was to be clicked is not there, or the click did not reach the app."""


class Hand:
    def __init__(self, app, content, compared=False):
        self.app, self.content, self.compared = app, content, compared
        self.last, self.last_at = (-100, -100), 0.0
        self.presses = 0

    # ---- One step ----

    def rest(self, seconds=4):
        """The dump once nothing moves any more, or has moved for so long. Where runs are compared, also once a window is active (a dialog
        that closes may leave none: the window manager is asked for one) and the hook has looked at what there is: of what is gone before
        that it tells less."""
        before = None
        end = time.monotonic() + seconds
        while True:
            dump = self.app.dump()
            shape = [(w['class'], w['visible'], w['box'], w['front']) for w in dump['widgets']]
            is_still = shape == before
            if is_still and self.compared and not any(w['front'] for w in dump['widgets']):
                self.app.activate_a_window()
                is_still = False
            # The hook looks later where a look took it long: 200 times as long.
            has_looked = dump['hook_rests'] or not self.compared or time.monotonic() > end + HOOK_S
            if has_looked and (is_still or time.monotonic() > end):
                return dump
            before = shape
            time.sleep(0.12)

    def press(self, place, cell, times=1, button=1):
        box = place.box
        x = box[0] + (2 * cell[0] + 1) * box[2] // (2 * COLUMNS)
        y = box[1] + (2 * cell[1] + 1) * box[3] // (2 * COLUMNS)
        if place.widget['class'].endswith(('CheckBox', 'RadioButton')):
            x = box[0] + 9  # the mark: how far a press beside it is heard depends on the text
        if abs(x - self.last[0]) < NEAR and abs(y - self.last[1]) < NEAR:
            time.sleep(max(0.0, self.last_at + DOUBLE_CLICK_S - time.monotonic()))
        before = len(self.app.presses())
        self.app.display.click(x, y, button, times)
        try:
            wait_for('the press', lambda: len(self.app.presses()) >= before + times, PRESS_S)
        except TimedOut as error:
            raise Missed(f'the press on {place.address} at {x},{y} did not reach the app') from error
        self.last, self.last_at = (x, y), time.monotonic()
        self.presses += times

    # ---- By script ----

    def rest_until_there(self, step, seconds=8):
        """As rest(), until what the step is about is there."""
        end = time.monotonic() + seconds
        while True:
            dump = self.rest()
            if step[0] != 'click' or any(place.address == step[1] for place in places(dump)):
                return dump
            if time.monotonic() > end:
                raise Missed(f'{step[1]} is not there')

    def try_step(self, step, dump):
        """Whether it reached the app."""
        try:
            self.perform(step, dump)
        except Missed:
            return False
        return True

    def perform(self, step, dump=None):
        kind = step[0]
        if kind == 'key':
            self.app.display.key(step[1])
        elif kind == 'activate':
            self.app.activate_a_window()
        elif kind == 'type':
            self.app.display.type(self.content.word(step[1]))
        else:
            _, address, cell, times, button = step
            for place in places(dump or self.rest()):
                if place.address == address:
                    return self.press(place, cell, times, button)
            raise Missed(f'{address} is not there')
        return None

    # ---- By chance ----

    def choose(self, source, dump):
        """Steps to be done next."""
        found = [place for place in places(dump) if not self.compared or not place.is_left_to_chance()]
        if not found:
            # A dialog that was closed left no window active.
            return [('key', 'Escape'), ('activate',)]
        if source.random() < 0.08:
            return [('key', 'Escape')]
        # As likely a rare kind of element as a frequent one.
        kinds = {}
        for place in found:
            kinds.setdefault((place.widget['class'], place.address[-1][0]), []).append(place)
        place = source.choice(kinds[source.choice(sorted(kinds))])
        cell = (source.randrange(2, COLUMNS - 2), source.randrange(5, COLUMNS - 5))
        # A right press on a bar opens its menu, and its release in there activates nothing.
        button = 3 if source.random() < 0.05 and 'Menu' not in place.widget['class'] else 1
        # What a button does may take the second press of a double click away from it; a dock floats by it.
        takes_two = 'Button' not in place.widget['class'] and not (self.compared and place.widget['class'] == 'QDockWidget')
        times = 2 if button == 1 and source.random() < 0.04 and takes_two else 1
        steps = [('click', place.address, cell, times, button)]
        takes_text = place.takes_text() and not (self.compared and place.is_in(*CHOOSE_ROWS))
        if takes_text and button == 1 and source.random() < 0.5:
            steps.append(('type', source.randrange(WORDS)))
        return steps
