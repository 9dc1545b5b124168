"""Looks for canaries in bytes, however they may have been disguised."""
import base64
import hashlib
from collections import namedtuple

ENCODINGS = ('utf-8', 'utf-16-le', 'utf-16-be', 'utf-32-le')
# So many letters of a token in a row are a find. Digits alone happen by chance, in ids for example.
PIECE, PIECE_OF_DIGITS = 8, 11
# So many bytes of a digest are: the rest may have been cut off.
DIGEST_PIECE = 8

# `folded`: upper and lower case are the same.
Needle = namedtuple('Needle', 'what data folded')


def needles(token, texts):
    """What to look for: each piece of the token in each disguise, and digests of whole texts. The token is in every planted text."""
    found = []
    length = min(len(token), PIECE_OF_DIGITS if token.isdigit() else PIECE)
    for at in range(len(token) - length + 1):
        found += disguises(token[at:at + length])
    for text in [token, *texts]:
        found += digests(text)
    return list({(one.data, one.folded): one for one in found}.values())


def disguises(piece):
    for encoding in ENCODINGS:
        plain, backwards = piece.encode(encoding), piece[::-1].encode(encoding)
        for what, data in ((encoding, plain), (f'{encoding} reversed', backwards)):
            yield Needle(f'{what} {piece}', data.lower(), True)
            yield Needle(f'{what} {piece} in hex', data.hex().encode(), True)
            yield Needle(f'{what} {piece} in percents', ''.join(f'%{byte:02x}' for byte in data).encode(), True)
            for skip in range(3):
                # The characters that depend on nothing but the piece, at each of the three alignments.
                first, last = -(-skip * 8 // 6), (skip + len(data)) * 8 // 6
                for alphabet in (b'+/', b'-_'):
                    coded = base64.b64encode(b'\0' * skip + data, alphabet)[first:last]
                    yield Needle(f'{what} {piece} in base64 at {skip}', coded, False)


def digests(text):
    for case in {text, text.lower(), text.upper()}:
        for encoding in ('utf-8', 'utf-16-le'):
            for name in ('sha256', 'sha1', 'md5'):
                digest = hashlib.new(name, case.encode(encoding)).digest()
                what = f'{name} of {encoding} {case!r}'
                yield Needle(what, digest[:DIGEST_PIECE], False)
                yield Needle(what + ' in hex', digest.hex()[:2 * DIGEST_PIECE].encode(), True)
                yield Needle(what + ' in base64', base64.b64encode(digest)[:DIGEST_PIECE * 8 // 6], False)


def search(haystacks, wanted):
    """Complaints: one for each (place, needle) found. `haystacks` is {place: bytes}."""
    complaints = []
    for place, data in haystacks.items():
        lower = data.lower()
        complaints += [f'a canary in {place}: {needle.what}' for needle in wanted if needle.data in (lower if needle.folded else data)]
    return complaints
