"""What can be clicked in an app, addressed by its place in the tree and never by a text, so that the same address means
the same element whatever the app shows."""

# What ends the run, or leads out of the app.
AVOIDED = ('quit', 'exit', 'close window', 'log out', 'website', 'visit', 'donate', 'report bug', 'what\'s this')
# A question whose "yes" ends the run, too.
ASKS_TO_END = 'restart the application'
# Painted parts without a click of their own.
PASSIVE = ('QSizeGrip', 'QFocusFrame', 'QRubberBand')
# Where the app goes another way by chance. KeePassXC has the window manager move the window while its tool bar is pressed beside the
# controls in it: whether that sees the release of a click, or goes on moving, is chance; and where it puts a dock that floats, and what that
# covers. The help that the button in its search field opens goes with the focus, which a press on it takes: before it hears that, or after.
BY_CHANCE = {'KPToolBar': ('KPToolBar', 'QToolBarSeparator', 'SearchWidget', 'QLineEditIconButton')}
FLOATS = 'qt_dockwidget_floatbutton'
# What is typed there decides which rows there are: KDE's search for an action, the filter of qBittorrent.
CHOOSE_ROWS = ('KCommandBar', 'LineEdit')
SMALLEST = 6


class Place:
    """`address`: class and place among like siblings, from the window down; (kind, index) of an item at its end."""

    def __init__(self, address, widget, box, text, front):
        self.address, self.widget, self.box, self.text, self.front = address, widget, box, text, front

    def is_in(self, *classes):
        return any(step[0] in classes for step in self.address)

    def is_left_to_chance(self):
        return self.widget['name'] == FLOATS or any(self.widget['class'] in parts and self.is_in(bar) for bar, parts in BY_CHANCE.items())

    def takes_text(self):
        return any(word in self.widget['class'] for word in ('LineEdit', 'TextEdit', 'PlainText', 'Editor', 'SpinBox'))


def addresses(widgets):
    """[address] by number. Those of one class are told apart by their order, the shown ones apart from the others: what was
    opened before and is hidden now comes and goes."""
    made, counted = [], {}
    for widget in widgets:
        above = made[widget['parent']] if widget['parent'] >= 0 else ()
        key = (above, widget['class'], widget['visible'])
        counted[key] = counted.get(key, 0) + 1
        made.append(above + ((widget['class'], counted[key] - 1, widget['visible']),))
    return made


def contains(box, x, y):
    return box[0] <= x < box[0] + box[2] and box[1] <= y < box[1] + box[3]


def clip(box, other):
    left, top = max(box[0], other[0]), max(box[1], other[1])
    right, bottom = min(box[0] + box[2], other[0] + other[2]), min(box[1] + box[3], other[1] + other[3])
    return [left, top, max(0, right - left), max(0, bottom - top)]


def places(dump):
    """Every Place of the foremost window that a click can reach."""
    widgets = dump['widgets']
    shown = [widget for widget in widgets if widget['visible']]
    front = max((widget['front'] for widget in shown), default=0)
    if front == 0:
        return []
    by_number = addresses(widgets)
    boxes, found = {}, []
    children = {}
    for widget in shown:
        children.setdefault(widget['parent'], []).append(widget)
    for widget in shown:
        above = widget['parent']
        # What lies outside of its parent's box (scrolled away) is not there.
        box = clip(widget['box'], boxes[above]) if above in boxes and not widget['window'] else widget['box']
        boxes[widget['number']] = box
        if widget['front'] != front or not widget['enabled'] or widget['class'] in PASSIVE:
            continue
        address = by_number[widget['number']]
        items = widget.get('items', [])
        for item in items:
            if item['kind'] == 'action' and widget['class'].endswith('ToolButton'):
                continue
            inside = clip(item['box'], box)
            # Rows are as wide as their text: the part of them that is shown.
            whole = inside == item['box'] or (item['kind'] == 'row' and inside[3] == item['box'][3])
            if inside[2] >= SMALLEST and inside[3] >= SMALLEST and whole:
                found.append(Place(address + ((item['kind'], item['index']),), widget, inside, item.get('text', ''), front))
        text = items[0].get('text', '') if items and not widget.get('text') else widget.get('text', '')
        covered = any(contains(child['box'], box[0] + box[2] // 2, box[1] + box[3] // 2)
                      for child in children.get(widget['number'], []) if not child['window'])
        is_whole = box == widget['box']
        if not covered and is_whole and box[2] >= SMALLEST and box[3] >= SMALLEST and \
                not (items and items[0]['kind'] != 'action') and not widget['class'].endswith(('Menu', 'MenuBar')):
            found.append(Place(address, widget, box, text, front))
    asking = {by_number[widget['number']][0] for widget in shown if ASKS_TO_END in widget.get('text', '').lower()}
    return [place for place in found
            if place.address[0] not in asking and not any(word in place.text.replace('&', '').lower() for word in AVOIDED)]
