"""The comparison itself: a leak on any way it looks at is a complaint, and a state of a layout that one run missed is none."""
import copy
import sys
import unittest

import differential
from differential import compare
from hand import Missed
from streams import ELEMENT_FIELDS, ROW_FIELDS, Streams, differences


def element(number, parent, name, **told):
    return {**dict.fromkeys(ELEMENT_FIELDS), 'role': 'button', **told, 'number': number, 'parent': parent, 'name': name, 'class': 2}


def row(number, **told):
    return {**dict.fromkeys(ROW_FIELDS), **told, 'element': number, 'arranged_by': 1}


def layout(*rows):
    return {'item': 'layout', 't_ms': 10, 'view': 1, 'rows': list(rows), 'removed': []}


def session(leaked='okButton'):
    """A window with three buttons, two of which are clicked, in two states of its layout."""
    names = ['mainWindow', 'QPushButton', leaked, 'closeButton', 'helpButton']
    frame = {'names': [{'number': number, 'text': text} for number, text in enumerate(names, 1)],
             'elements': [element(1, 0, 1), element(2, 1, 3), element(3, 1, 4), element(4, 1, 5)],
             'views': [{'number': 1, 'window': 1, 'element': 1}],
             'items': [layout(row(2, x=4, width=70), row(3, x=80)), {'item': 'click', 't_ms': 20, 'view': 1, 'element': 3},
                       layout(row(4, x=150))]}
    return {'header': {'app': 'made up', 'batch_id': 'random'}, 'frames': [frame]}


def streams(batch):
    return Streams([('random', [batch])])


def without_a_state(batch, number=0):
    """What a run tells whose walk was cut off before that state."""
    left = copy.deepcopy(batch)
    frame = left['frames'][0]
    gone = {one['element'] for one in frame['items'].pop(number)['rows']}
    clicked = {item['element'] for item in frame['items'] if 'element' in item}
    frame['elements'] = [one for one in frame['elements'] if one['number'] not in gone - clicked]
    return left


class Comparison(unittest.TestCase):
    def complaints(self, one, other):
        return differences(streams(one), streams(other))[2]

    def test_the_same_is_the_same(self):
        self.assertEqual(self.complaints(session(), session()), [])

    def test_a_missed_state_is_none(self):
        self.assertEqual(self.complaints(session(), without_a_state(session())), [])
        self.assertEqual(self.complaints(session(), without_a_state(session(), -1)), [])

    def test_a_name_that_only_layouts_tell_is_one(self):
        self.assertTrue(self.complaints(session('chat_Bob'), session('chat_Bartholomew')))

    def test_a_name_that_only_layouts_tell_is_one_beside_a_missed_state(self):
        self.assertTrue(self.complaints(session('chat_Bob'), without_a_state(session('chat_Bartholomew'), -1)))

    def test_a_name_with_a_slash_is_one(self):
        self.assertTrue(self.complaints(session('Bob/orders'), without_a_state(session('Bartholomew/orders'), -1)))

    def test_an_index_beside_a_missed_state_is_one(self):
        other = without_a_state(session(), -1)
        other['frames'][0]['elements'][1]['index'] = 7
        self.assertTrue(self.complaints(session(), other))

    def test_a_number_of_a_layout_is_one(self):
        for field in ROW_FIELDS[1:]:
            other = without_a_state(session(), -1)
            other['frames'][0]['items'][0]['rows'][0][field] = 71
            one = session()
            one['frames'][0]['items'][0]['rows'][0][field] = 70
            self.assertTrue(self.complaints(one, other), field)

    def test_a_click_is_one(self):
        other = session()
        other['frames'][0]['items'][1]['element'] = 2
        self.assertTrue(self.complaints(session(), other))

    def test_a_header_is_one(self):
        other = session()
        other['header']['app'] = 'Bob'
        self.assertTrue(self.complaints(session(), other))


class Delivered:
    def complaints(self):
        return []


def picture(*dark):
    """20 × 2 pixels, of which some columns are dark."""
    return 20, 2, bytes(0 if x in dark else 255 for _ in range(2) for x in range(20) for _ in range(3))


class Drive:
    def __init__(self, text, shown):
        widget = {'class': 'QLabel', 'parent': -1, 'visible': True, 'in_window': [0, 0, 9, 9], 'text': text}
        self.states, self.picture = [{'widgets': [widget]}], shown
        self.delivery, self.streams = Delivered(), streams(session())


class Hand:
    """One whose steps are all presses, or all keys."""

    def __init__(self, kind):
        self.kind, self.presses = kind, 0

    def rest(self):
        return {'widgets': []}

    def choose(self, _source, _dump):
        return [(self.kind,)]

    def try_step(self, step, _dump):
        self.presses += step == ('click',)
        return True


def drive_by_chance(kind):
    drive = object.__new__(differential.Drive)
    drive.script, drive.states, drive.steps = [], [], 10
    drive.by_chance(Hand(kind), None)
    return len(drive.script)


class Vacuity(unittest.TestCase):
    def test_a_script_that_presses_nothing_is_none(self):
        self.assertEqual(drive_by_chance('click'), 10)
        self.assertRaises(Missed, drive_by_chance, 'key')

    def test_other_texts_are_a_comparison(self):
        self.assertEqual(compare(Drive('Bob', picture()), Drive('Bartholomew', picture()))[1], [])

    def test_what_is_painted_is_one(self):
        self.assertEqual(compare(Drive('', picture()), Drive('', picture(*range(3, 15))))[1], [])
        self.assertEqual(compare(Drive('', picture()), Drive('', (30, 2, bytes(180))))[1], [])

    def test_a_blinking_caret_is_none(self):
        self.assertTrue(compare(Drive('', picture(4, 5)), Drive('', picture()))[1])


if __name__ == '__main__':
    sys.exit(unittest.main())
