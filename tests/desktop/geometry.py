"""What is told of boxes is true: featherpad, maximised (so that the screen sets its size), against the widget dump. Every box
known on both axes overlaps a widget of its class (IoU >= 0.8) for at least 80 % of them, and each click whose place can be
worked out lies within 4 px of where the mouse was.
"""
import sys

from case import Workspace, arguments, check
from driver.display import Display
from driver.ingest import Ingest
from driver.recorded_app import RecordedApp
from driver.waiting import wait_for
from scripts import SCRIPTS


def layouts_of(items):
    """{view: {element id: row}} as the replay has it at the end."""
    views = {}
    for item in items:
        if item['type'] != 'layout':
            continue
        rows = views.setdefault((item['window'], item['view']), {})
        if item['full']:
            rows.clear()
        for gone in item.get('removed', []):
            rows.pop(gone, None)
        rows.update({row['id']: row for row in item['elements']})
    return views


def absolute(rows, number):
    """[x, y, width, height] in the window, None where it is not known."""
    row = rows[number]
    size = [row['box']['width'], row['box']['height']]
    place = [0, 0]
    while row is not None:
        above = rows.get(row['parent'])
        # The window itself begins at its own corner.
        if above is not None:
            place = [None if have is None or row['box'][axis] is None else have + row['box'][axis]
                     for have, axis in zip(place, 'xy')]
        row = above
    return None if None in place + size else place + size


def overlap(one, other):
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    shared = max(0, width) * max(0, height)
    both = one[2] * one[3] + other[2] * other[3] - shared
    return shared / both if both else 1.0


def main():
    options = arguments(__doc__, 'program')
    script = SCRIPTS['featherpad']
    with Workspace(options.keep) as workspace, Display(workspace) as display, Ingest(options.build, workspace) as ingest:
        (workspace / 'home').mkdir(mode=0o700)
        command = [options.program, *script.arguments, *script.prepare(workspace / 'home')]
        with RecordedApp(options.build, workspace, display, ingest, command, app='featherpad') as app:
            app.find(cls='FeatherPad::TextEdit')
            display.run('wmctrl', '-r', 'list.txt', '-b', 'add,maximized_vert,maximized_horz')
            main_window = 'FeatherPad::FPwin'

            def window():
                return next(w for w in app.dump()['widgets'] if w['class'] == main_window)
            wait_for('the window to be maximised', lambda: window()['box'][2] >= 1270, pause=0.1)
            app.click(cls='FeatherPad::TextEdit')
            for text in ('New', 'Find'):
                app.click(kind='action', owner='QToolButton', text=text)
            app.click(cls='FeatherPad::LineEdit', at=(30, 10))
            app.click(cls='FeatherPad::TextEdit')
            dumped = app.dump()
            origin = window()['box']
            app.close()
        items = ingest.items(ingest.sessions()[0]['session'])
        presses = [press for press in app.presses() if press['kind'] != 'release']
        check(compare(items, presses, dumped['widgets'], origin))


def compare(items, presses, widgets, origin):
    shown = {}
    for widget in widgets:
        if widget['visible']:
            shown.setdefault(widget['class'], []).append(widget['in_window'])
    rows = max(layouts_of(items).values(), key=len, default={})
    known = {number: box for number in rows if (box := absolute(rows, number)) is not None}
    # Items that are not widgets (tabs, entries) have no widget to be compared with.
    judged = {number: box for number, box in known.items() if rows[number]['class'] in shown}
    right = [number for number, box in judged.items()
             if max(overlap(box, other) for other in shown[rows[number]['class']]) >= 0.8]
    complaints = []
    if len(judged) < 8:
        complaints.append(f'only {len(judged)} of {len(rows)} boxes are known: nothing to judge by')
    elif len(right) < 0.8 * len(judged):
        wrong = [(rows[number]['path'], judged[number]) for number in judged if number not in right]
        complaints.append(f'{len(right)} of {len(judged)} boxes are right; wrong: {wrong[:8]}')
    clicks = [item for item in items if item['type'] == 'click' and item['trigger'] == 'mouse']
    placed = 0
    for press, click in zip(presses, clicks):
        box = known.get(click['element']['id'])
        if box is None or click['x'] is None or click['y'] is None:
            continue
        placed += 1
        told = [box[0] + click['x'] * box[2] / 1000, box[1] + click['y'] * box[3] / 1000]
        real = [press['box'][axis] + press['at'][axis] - origin[axis] for axis in (0, 1)]
        if max(abs(told[axis] - real[axis]) for axis in (0, 1)) > 4:
            complaints.append(f'a click at {real} is told as {told} on {click["element"]["path"]}')
    if not placed:
        complaints.append('no click has a place that could be compared')
    print(f'{len(rows)} elements, {len(known)} boxes known on both axes, {len(right)} of {len(judged)} overlap their '
          f'widget; {placed} clicks placed')
    return complaints


if __name__ == '__main__':
    sys.exit(main())
