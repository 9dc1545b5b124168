"""An attack on recordings of a keypad, by somebody who has the same app: knows each key's name, place among its siblings and box."""
import random


class Attack:
    """`keys`: {digit: {'name', 'class', 'index', 'in_window'}}."""

    def __init__(self, keys, seed):
        self.keys, self.source = keys, random.Random(seed)

    def digits_of(self, items):
        """What the clicks say of digits, in order."""
        found = []
        for item in sorted((item for item in items if item['type'] == 'click'), key=lambda item: item['t_ms']):
            fits = [digit for digit, key in self.keys.items() if self.fits(key, item)]
            if len(fits) == 1:
                found += fits
        return found

    def fits(self, key, item):
        element = item['element']
        if key['name'] and element['name'] == key['name']:
            return True
        if element['class'] == key['class'] and element['path'].endswith(f'{key["class"]}[{key["index"]}]'):
            return True
        place = item.get('at')
        left, top, width, height = key['in_window']
        return place is not None and left <= place[0] < left + width and top <= place[1] < top + height

    def guess(self, items, count):
        """`count` digits: what can be read, and chance for the rest."""
        read = self.digits_of(items)[:count]
        return ''.join(read + [self.source.choice(sorted(self.keys)) for _ in range(count - len(read))])


def hits(guess, truth):
    return sum(a == b for a, b in zip(guess, truth))


def most_by_chance(tries, among, unlikely=1e-4):
    """More hits than this, of so many tries among so many keys, come by chance once in ten thousand times only."""
    chance, probability, at_most = 1 / among, (1 - 1 / among) ** tries, 0
    total = probability
    while total < 1 - unlikely:
        probability *= (tries - at_most) / (at_most + 1) * chance / (1 - chance)
        at_most += 1
        total += probability
    return at_most
