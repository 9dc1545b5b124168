"""The search itself: it finds each disguise wherever it is planted, and nothing where nothing is."""
import base64
import hashlib
import os
import sys
import unittest

from search import needles, search

TOKEN = 'quokka7391'
TEXTS = [TOKEN + '1001', 'customer_' + TOKEN + '1002']


class Search(unittest.TestCase):
    def setUp(self):
        self.wanted = needles(TOKEN, TEXTS)

    def found(self, leak):
        noise = os.urandom(997)
        return bool(search({'a place': noise + leak + noise}, self.wanted))

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
