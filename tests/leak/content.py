"""What the apps of these tests are made to show. Made up, all of it."""
import random
import string


class Content:
    """`words`: texts for file names, titles, contents, passwords, bookmarks. `digits`: for calculators. `lines` of texts."""

    def __init__(self, words, digits, lines=6):
        self.words, self.digits, self.lines = words, digits, lines

    def word(self, number):
        return self.words[number % len(self.words)]


# Two users with the same number of things, of other lengths. In the same order of the alphabet: lists are sorted, and a row is
# addressed by its place.
SHORT = Content(['Al', 'Bob', 'Ed', 'Ian', 'Jo', 'Li', 'Oz', 'Ty'], '1')
LONG = Content(['Alexandrina WWWWWWWWWWWWWWWWWWWWWW', 'Bartholomew Featherstonehaugh', 'Edmund and Emmeline divorce settlement',
                'Ignatius hypersensitivity pneumonitis', 'Jekaterina Maximiliane Sommerfeld', 'Leopoldina MacGillicuddy',
                'Oswaldina Konstantinopolitanska', 'Theodora Guadalupe Etxeberria'], '90817263546372')


def canaries(seed):
    """(Content, [token, digits], token of the user): each text bears the token, so that a piece of one is found as well as the
    whole."""
    source = random.Random(seed)
    # No vowels: no eight letters of it are found in a text by chance.
    letters = ''.join(set(string.ascii_lowercase + string.digits) - set('aeiou01'))
    token, user = (''.join(source.choice(sorted(letters)) for _ in range(16)) for _ in range(2))
    digits = ''.join(source.choice('23456789') for _ in range(14))
    return Content([f'{token}{number}' for number in range(101, 109)], digits), [token, digits], user
