"""The search itself: it finds each disguise wherever it is planted, and nothing where nothing is."""
import base64
import hashlib
import os
import sys
import unittest

from search import needles, search

TOKEN = 'quokka7391'
DIGITS = '72849365827364'
TEXTS = [TOKEN + '1001', 'customer_' + TOKEN + '1002']


class Search(unittest.TestCase):
    def setUp(self):
        self.wanted = needles(TOKEN, TEXTS)

    def found(self, leak):
        # Not next to each other: by chance the noise would make a piece one letter longer.
        noise = os.urandom(997)
        return bool(search({'a place': noise + b'.' + leak + b'.' + noise}, self.wanted))

    def test_finds_nothing_in_noise(self):
        self.assertFalse(self.found(os.urandom(100_000)))

    def test_finds_plain_text_in_each_encoding(self):
        for encoding in ('utf-8', 'utf-16-le', 'utf-16-be', 'utf-32-le'):
            self.assertTrue(self.found(f'Note of {TEXTS[0]}!'.encode(encoding)), encoding)

    def test_finds_base64_at_each_alignment(self):
        for before in range(7):
            for encoding in ('utf-8', 'utf-16-le'):
                coded = base64.b64encode(b'x' * before + TEXTS[0].encode(encoding))
                self.assertTrue(self.found(coded), (before, encoding))

    def test_finds_hex_and_reversed(self):
        self.assertTrue(self.found(TEXTS[0].encode().hex().encode()))
        self.assertTrue(self.found(TEXTS[0].encode().hex().upper().encode()))
        self.assertTrue(self.found(TEXTS[0][::-1].encode()))
        self.assertTrue(self.found(TEXTS[0].upper().encode()))

    def test_finds_pieces_of_eight_letters(self):
        for piece in (TOKEN[:8], TOKEN[2:10]):
            self.assertTrue(self.found(piece.encode()), piece)
            self.assertTrue(self.found(piece.encode('utf-16-le')), piece)
            self.assertTrue(self.found(base64.urlsafe_b64encode(b'x' + piece.encode() + b'y')), piece)
        self.assertFalse(self.found(TOKEN[1:8].encode()))

    def test_finds_percents(self):
        self.assertTrue(self.found(''.join(f'%{byte:02X}' for byte in TEXTS[0].encode()).encode()))

    def test_finds_digits_but_not_those_of_chance(self):
        wanted = needles(DIGITS, [])
        self.assertTrue(search({'a place': b'1' + DIGITS.encode() + b'2'}, wanted))
        self.assertFalse(search({'a place': DIGITS[:8].encode()}, wanted))

    def test_finds_the_beginning_of_a_digest(self):
        self.assertTrue(self.found(hashlib.sha256(TEXTS[1].upper().encode()).hexdigest()[:16].encode()))

    def test_finds_digests_of_whole_texts(self):
        for text in TEXTS:
            for name in ('sha256', 'sha1', 'md5'):
                self.assertTrue(self.found(hashlib.new(name, text.encode()).digest()), (text, name))
                self.assertTrue(self.found(hashlib.new(name, text.encode('utf-16-le')).hexdigest().encode()), (text, name))


if __name__ == '__main__':
    if '--build' in sys.argv:
        at = sys.argv.index('--build')
        del sys.argv[at:at + 2]
    unittest.main()
