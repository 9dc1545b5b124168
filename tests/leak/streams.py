"""What left, as texts that two runs can be compared by: without random ids and times, numbers replaced by what they stand for."""
import difflib
import json

RANDOM_OR_TIME = ('batch_id', 'session_id', 'batch_number', 'started', 'allowed_since', 'counters', 't_ms', 'from_ms', 'to_ms')
ELEMENT_FIELDS = ('role', 'index', 'private', 'may_bear_text', 'name_is_prefix', 'toolkit_name', 'standard_button')
# In no name.
BELOW = '\t'
ROW_FIELDS = ('arranged_by', 'x', 'y', 'width', 'height', 'flow', 'fill', 'cell')


class Streams:
    """`parts`: {'headers', 'elements', 'interactions', 'layouts'}, each a text. Whether a layout comes before or after a click
    is time, and a click's number of an element follows that: so both streams stand for themselves, in their own order."""

    def __init__(self, sessions):
        self.headers, self.interactions, self.layouts = [], [], {}
        self.elements = set()
        self.rows = {}  # {element: {field: values that were told}}
        for _, batches in sessions:
            self.add_session(batches)
        self.parts = {'headers': '\n'.join(self.headers), 'elements': '\n'.join(sorted(self.elements)),
                      'interactions': '\n'.join(self.interactions),
                      'layouts': '\n'.join(view + '\n' + '\n'.join(told) for view, told in sorted(self.layouts.items()))}

    def add_session(self, batches):
        names, elements, views = {0: None}, {None: None, 0: None}, {}
        for batch in batches:
            header = text_of(without_time(batch['header']))
            if header not in self.headers:
                self.headers.append(header)
            for frame in batch['frames']:
                names.update({one['number']: one['text'] for one in frame['names']})
                for one in frame['elements']:
                    elements[one['number']] = path_of(elements[one['parent']], one, names)
                views.update({one['number']: f'window {one["window"]} {elements[one["element"]]}' for one in frame['views']})
                for item in frame['items']:
                    self.add_item(elements, views, without_time(item))
        self.elements |= set(elements.values()) - {None}

    def add_item(self, elements, views, item):
        item['view'] = views.get(item.get('view'))
        if item['item'] != 'layout':
            if 'element' in item:
                item['element'] = elements[item['element']]
            self.interactions.append(text_of(item))
            return
        item['rows'] = [{**row, 'element': elements[row['element']], 'arranged_by': elements[row['arranged_by']]}
                        for row in item['rows']]
        item['removed'] = [elements[number] for number in item['removed']]
        self.layouts.setdefault(item['view'], []).append(text_of(item))
        for row in item['rows']:
            told = self.rows.setdefault(row['element'], {})
            for field in ROW_FIELDS:
                if row[field] is not None:
                    told.setdefault(field, set()).add(text_of(row[field]))


def bytes_that_differ(one, other):
    """Of two texts, beginning with the first that is not the same."""
    if one == other:
        return 0
    same = next((place for place, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return max(len(one), len(other)) - same


def rows_that_differ(one, other):
    """[(element, field, values, values)]: what was told of an element in both runs, and is not the same. A walk of a big window is
    cut off when its millisecond is over, and goes on later: a run may have missed a state, but never have seen another."""
    found = []
    for element in one.rows.keys() & other.rows.keys():
        for field in ROW_FIELDS:
            a, b = one.rows[element].get(field, set()), other.rows[element].get(field, set())
            if not (a <= b or b <= a):
                found.append((element, field, sorted(a), sorted(b)))
    return found


def elements_that_differ(one, other):
    """[(above, elements, elements)]: below an element that both runs told of, each told of some that the other did not. Not what was
    there only in a state that one run missed: then all of the other's are there, too."""
    below = [children_of(run.elements) for run in (one, other)]
    found = []
    for above in below[0].keys() & below[1].keys():
        a, b = (side[above] for side in below)
        if not (a <= b or b <= a):
            found.append((above, sorted(a - b), sorted(b - a)))
    return sorted(found)


def children_of(elements):
    below = {}
    for element in elements:
        above, _, last = element.rpartition(BELOW)
        below.setdefault(above, set()).add(last)
    return below


def differences(one, other):
    """(bytes that differ, how they were compared, complaints)."""
    differ = {part: bytes_that_differ(one.parts[part], other.parts[part]) for part in one.parts}
    how, complaints = 'compared', []
    if differ['layouts']:
        rows, elements = rows_that_differ(one, other), elements_that_differ(one, other)
        complaints += [f'{element} was told with the {field} {a} and {b}' for element, field, a, b in rows[:5]]
        complaints += [f'in {above or "the session"} were told {a} and {b}' for above, a, b in elements[:5]]
        if not rows and not elements:
            how = 'compared, save which states of a layout were seen'
            differ['layouts'] = differ['elements'] = 0
    for part, count in differ.items():
        if count:
            lines = difflib.unified_diff(one.parts[part].split('\n'), other.parts[part].split('\n'), lineterm='', n=0)
            complaints.append(f'{count} bytes of the {part} differ: ' + ' | '.join(line[:300] for line in list(lines)[3:7]))
    return sum(differ.values()), how, complaints


def without_time(fields):
    return {field: value for field, value in fields.items() if field not in RANDOM_OR_TIME}


def path_of(above, element, names):
    """All that is told of an element, below what it is in."""
    told = [names[element['name']], names[element['class']], *(element[field] for field in ELEMENT_FIELDS)]
    return (above + BELOW if above else '') + ','.join('' if value in (None, False) else str(value) for value in told)


def text_of(value):
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
