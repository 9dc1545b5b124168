"""What the app got against what the replay says: each press exactly once, in order, in time, on its element."""
import statistics

TOLERANCE_MS = 50


def is_menu(step):
    return step['class'] == 'QMenu' or step['class'].endswith('Menu')


def expected_clicks(presses):
    """The presses that are clicks. In a menu it is the release that activates, if the press was in a menu or its bar (the
    release of the press that opened a menu of right click activates nothing); a press beside a popup only closes it."""
    expected, pressed_in_menu = [], False
    for press in presses:
        in_menu = is_menu(press['chain'][0]) and press.get('item') is not None
        if press['kind'] == 'release':
            if in_menu and pressed_in_menu:
                expected.append(press)
            pressed_in_menu = False
            continue
        pressed_in_menu = is_menu(press['chain'][0]) or press['chain'][0]['class'].endswith('MenuBar')
        if not in_menu:
            expected.append(press)
    return expected


def names_of(press, ancestors):
    """Names and classes that the click may be told by: the receiver's and its item's; with `ancestors` those above."""
    chain = press['chain']
    near = chain if ancestors else chain[:1]
    # Viewports and the fields inside compound widgets are parts of the widget above them.
    if not ancestors:
        depth = 0
        while depth + 1 < len(chain) and (chain[depth]['name'].startswith('qt_') or not chain[depth]['name']) and depth < 2:
            depth += 1
            near = chain[:depth + 1]
    names = {step['name'] for step in near if step['name']}
    classes = {step['class'] for step in near}
    item = press.get('item')
    if item:
        names |= {item.get('name', ''), item.get('menu', '')}
        classes |= {'QAction', 'QMenu', 'QTab', 'QTabBar'}
    return names, classes


def differences(presses, clicks):
    """The list of complaints; empty when all is well. `clicks` as in the JSON lines export."""
    expected = expected_clicks(presses)
    mouse = [click for click in clicks if click['trigger'] == 'mouse']
    if any(click['element']['private'] for click in mouse):
        return private_differences(expected, mouse)
    complaints = []
    if len(expected) != len(mouse):
        complaints.append(f'{len(expected)} presses, but {len(mouse)} clicks in the replay')
    pairs = list(zip(expected, mouse))
    complaints += element_complaints(pairs) + time_complaints(pairs)
    return complaints


def private_differences(expected, mouse):
    """Presses inside a private region are one untimed click for each visit; all others stay as they are."""
    complaints, pairs, place = [], [], 0
    for press in expected:
        if place < len(mouse) and mouse[place]['element']['private']:
            names, classes = names_of(press, ancestors=True)
            if belongs(mouse[place]['element'], names, classes) and not matches_next(press, mouse, place):
                continue
            place += 1
        if place < len(mouse) and mouse[place]['element']['private']:
            continue
        if place >= len(mouse):
            complaints.append(f'no click for the press on {press["chain"][0]}')
            continue
        pairs.append((press, mouse[place]))
        place += 1
    while place < len(mouse) and mouse[place]['element']['private']:
        place += 1
    if place < len(mouse):
        complaints.append(f'{len(mouse) - place} clicks too many')
    return complaints + element_complaints(pairs) + time_complaints(pairs)


def matches_next(press, mouse, place):
    if place + 1 >= len(mouse) or mouse[place + 1]['element']['private']:
        return False
    names, classes = names_of(press, ancestors=False)
    element = mouse[place + 1]['element']
    return belongs(element, names, classes) and element['class'] == press['chain'][0]['class']


def belongs(element, names, classes):
    name = element['name']
    if name is not None:
        if name in names:
            return True
        # A composed name keeps its known prefix only.
        return name.endswith('*') and any(one.startswith(name[:-1]) for one in names)
    return element['class'] in classes


def element_complaints(pairs):
    complaints = []
    for number, (press, click) in enumerate(pairs, 1):
        names, classes = names_of(press, ancestors=click['element']['private'])
        if not belongs(click['element'], names, classes):
            complaints.append(f'click {number}: the app had it on {press["chain"][:3]} {press.get("item", "")}, '
                              f'the replay says {click["element"]}')
        if press['kind'] == 'double' and click['count'] != 2:
            complaints.append(f'click {number}: the second press of a double click has count {click["count"]}')
        button = {1: 'primary', 2: 'secondary', 4: 'middle'}.get(press['button'], 'other')
        if click['button'] != button:
            complaints.append(f'click {number}: button {click["button"]}, not {button}')
    return complaints


def time_complaints(pairs):
    """Times are compared by their distances: the two clocks start at different moments."""
    if len(pairs) < 2:
        return []
    offsets = [press['time_ms'] - click['t_ms'] for press, click in pairs]
    middle = statistics.median(offsets)
    return [f'click {number}: {offset - middle:+.0f} ms off' for number, offset in enumerate(offsets, 1)
            if abs(offset - middle) > TOLERANCE_MS]
