"""Read-only data for a library: names in UTF-8 and in UTF-16 without a gap, and noise up to 16 MiB.

    large_data.py FILE NARROW WIDE      so many names of each
"""
import sys

file, narrow, wide = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def name(number):
    return f'border{number:07d}button' + '\0'


data = b'\0' + b''.join(name(number).encode() for number in range(narrow))
data += bytes(2 + len(data) % 2) + b''.join(name(1_000_000 + number).encode('utf-16-le') for number in range(wide))
with open(file, 'wb') as out:
    out.write(data.ljust(16 << 20, b'\x07'))
