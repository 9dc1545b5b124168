"""Looks for canaries in bytes, however they may have been disguised."""
import base64
import hashlib


def needles(token, texts):
    """{what: bytes} to look for. The token is in every planted text, so that a piece of one is found as well as the whole;
    digests are of whole texts."""
    found = {}
    for encoding in ('utf-8', 'utf-16-le', 'utf-16-be', 'utf-32-le'):
        plain = token.encode(encoding)
        found[encoding] = plain
        found[f'{encoding} reversed'] = token[::-1].encode(encoding)
        found[f'{encoding} hex'] = plain.hex().encode()
        found[f'{encoding} base64'] = None
        for skip in range(3):
            # The characters that depend on nothing but the token, at each of the three alignments.
            coded = base64.b64encode(b'\0' * skip + plain)
            first, last = -(-skip * 8 // 6), (skip + len(plain)) * 8 // 6
            found[f'{encoding} base64 at {skip}'] = coded[first:last]
        del found[f'{encoding} base64']
    for text in [token, *texts]:
        for encoding in ('utf-8', 'utf-16-le'):
            for name in ('sha256', 'sha1', 'md5'):
                digest = hashlib.new(name, text.encode(encoding))
                found[f'{name} of {encoding} {text!r}'] = digest.digest()
                found[f'{name} of {encoding} {text!r} in hex'] = digest.hexdigest().encode()
    return found


def search(haystacks, wanted):
    """Complaints: one for each (place, needle) found. `haystacks` is {place: bytes}."""
    complaints = []
    for place, data in haystacks.items():
        lower = data.lower()
        for what, needle in wanted.items():
            # Hex and the token itself may come in either case.
            if needle in data or ((what.endswith('hex') or what == 'utf-8') and needle.lower() in lower):
                complaints.append(f'a canary in {place}: {what}')
    return complaints
