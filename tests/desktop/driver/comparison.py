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


def told_by(press):
    """Names and classes that a click may be told by: the receiver's and its item's. Viewports and the fields inside compound
    widgets, which have no name of the app's, are parts of what is above them."""
    chain = press['chain']
    depth = 0
    while depth < 2 and depth + 1 < len(chain) and (chain[depth]['name'].startswith('qt_') or not chain[depth]['name']):
        depth += 1
    near = chain[:depth + 1]
    names = {step['name'] for step in near if step['name']}
    classes = {step['class'] for step in near}
    item = press.get('item')
    if item:
        names |= {item.get('name'), item.get('menu')} - {None, ''}
        classes |= {'QAction', item.get('class'), None} if item['kind'] == 'action' else {None}
    return names, classes


def is_on(press, element):
    names, classes = told_by(press)
    name = element['name']
    if name is None:
        return element['class'] in classes
    # A composed name keeps its known prefix only.
    return name in names or (name.endswith('*') and any(one.startswith(name[:-1]) for one in names))


def is_inside(press, region):
    """Whether the receiver lies in the private region (or is it): a widget or a layout."""
    around = [place for step in press['chain'] for place in (step, *step.get('layouts', []))]
    if region['name'] is not None:
        return any(place['name'] == region['name'] for place in around)
    named = [part for part in region['path'].split('/')[:-1] if '[' not in part]
    return any(place['class'] == region['class'] for place in around) and (
        not named or any(named[-1] in (place['name'], place['class']) for place in around))


def visits_of(expected, region):
    """How often the region was gone into: presses in it that follow one another are one visit."""
    inside = [is_inside(press, region) for press in expected]
    return sum(1 for before, now in zip([False, *inside], inside) if now and not before)


def pairs_of(expected, clicks):
    """([(press, click)], complaints). A private region has a click for a visit, without its time, so without its place in
    the order: these are counted, all others are paired in order."""
    complaints = []
    regions = {click['element']['id']: click['element'] for click in clicks if click['element']['private']}
    for number, region in regions.items():
        told, visits = sum(click['element']['id'] == number for click in clicks), visits_of(expected, region)
        if not 1 <= told <= visits:
            complaints.append(f'the private {region["path"]} was visited {visits} times, and told {told} times')
    open_presses = [press for press in expected if not any(is_inside(press, region) for region in regions.values())]
    open_clicks = [click for click in clicks if not click['element']['private']]
    if len(open_presses) != len(open_clicks):
        complaints.append(f'{len(open_presses)} presses outside private regions, but {len(open_clicks)} clicks in the replay')
    return list(zip(open_presses, open_clicks)), complaints


def differences(presses, clicks):
    """The list of complaints; empty when all is well. `clicks` as in the JSON lines export."""
    pairs, complaints = pairs_of(expected_clicks(presses), [click for click in clicks if click['trigger'] == 'mouse'])
    return complaints + element_complaints(pairs) + time_complaints(pairs)


def element_complaints(pairs):
    complaints = []
    for number, (press, click) in enumerate(pairs, 1):
        element = click['element']
        if not is_on(press, element):
            complaints.append(f'click {number}: the app had it on {press["chain"][:3]} {press.get("item", "")}, '
                              f'the replay says {element}')
        if press['kind'] == 'double' and click['count'] != 2:
            complaints.append(f'click {number}: the second press of a double click has count {click["count"]}')
        button = {1: 'primary', 2: 'secondary', 4: 'middle'}.get(press['button'], 'other')
        if click['button'] != button:
            complaints.append(f'click {number}: button {click["button"]}, not {button}')
    return complaints


def time_complaints(pairs):
    """Times are compared by their distances: the two clocks start at different moments."""
    offsets = [(number, press['time_ms'] - click['t_ms']) for number, (press, click) in enumerate(pairs, 1)]
    if len(offsets) < 2:
        return []
    middle = statistics.median(offset for _, offset in offsets)
    return [f'click {number}: {offset - middle:+.0f} ms off' for number, offset in offsets
            if abs(offset - middle) > TOLERANCE_MS]
