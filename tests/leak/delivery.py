"""That a run was worth searching: nearly all clicks that the app got are in what left."""
from driver.comparison import expected_clicks, is_inside, is_on

BAND = 40
LEAST = 0.99


def may_be_on(press, element):
    """A class that does not ship with the program has no name in the recording; its place in the order is all there is."""
    return is_on(press, element) or (element['name'] is None and element['class'] is None)


def matched(presses, clicks):
    """(how many presses are told, the others): the longest way through both in their order, which lie side by side nearly."""
    band = BAND + abs(len(presses) - len(clicks))
    best = [{}]  # for each press: {number of clicks before: (length, way back)}
    for number, press in enumerate(presses, 1):
        row, above = {}, best[-1]
        for place in range(max(1, number - band), min(len(clicks), number + band) + 1):
            skipped = max((above.get(place, (0,))[0], 'press'), (row.get(place - 1, (0,))[0], 'click'))
            row[place] = skipped
            if may_be_on(press, clicks[place - 1]['element']):
                row[place] = max(row[place], (above.get(place - 1, (0,))[0] + 1, 'told'))
        best.append(row)
    number, place, missing = len(presses), len(clicks), []
    length = best[number].get(place, (0,))[0]
    while number:
        way = best[number].get(place, (0, 'press'))[1] if place else 'press'
        if way == 'press':
            missing.append(presses[number - 1])
        number -= way != 'click'
        place -= way != 'press'
    return length, missing


class Delivery:
    """`clicks` were had by the app outside of private regions, `told` of them are in the recording, in order; `regions` private
    regions were used, and `regions_told` of them are told."""

    def __init__(self, presses, clicks):
        clicks = [click for click in clicks if click['trigger'] == 'mouse']
        private = {click['element']['path']: click['element'] for click in clicks if click['element']['private']}
        self.private = list(private)
        expected = [press for press in expected_clicks(presses) if not any(is_inside(press, region) for region in private.values())]
        told = [click for click in clicks if not click['element']['private']]
        self.clicks = len(expected)
        self.told, self.missing = matched(expected, told)

    def complaints(self):
        if self.clicks == 0 or self.told < LEAST * self.clicks:
            return [f'only {self.told} of {self.clicks} clicks were recorded; missing: {[(press["kind"], press["button"], press["chain"][0]) for press in self.missing[:4]]}']
        return []

    def __str__(self):
        return f'{self.told} of {self.clicks} clicks recorded' + (f', and used {", ".join(self.private)}' if self.private else '')
