"""own_heap's heap holds what libraries of ours ask for on an app's thread, also where libstdc++ or libc allocates for them; and nothing
that an app asks for in the same ways."""
import os
import subprocess
import sys

from case import arguments, check
from memory import HEAP_OF_OURS, our_memory

# How planted.cpp keeps a word: each way leaves one of these before it, or nothing.
WAYS = (b' grown by libstdc++: ', b' written by libstdc++: ')


def main():
    options = arguments(__doc__)
    tests = options.build / 'tests' / 'leak'
    host = subprocess.Popen([options.build / 'bin' / 'planted_host'], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            env={**os.environ, 'LD_PRELOAD': str(tests / 'own_heap.so')})
    with host:
        # Made here, so that the words stand in no data of the programs.
        ours, theirs = (b'%s word of %d' % (whose, host.pid) for whose in (b'library', b'host'))
        host.stdin.write(ours + b'\n' + theirs + b'\n\n')
        host.stdin.flush()
        said = host.stdout.readline()
        found, _ = our_memory(host.pid)
    heap = b''.join(data for place, data in found.items() if place.startswith(HEAP_OF_OURS))
    complaints = [] if said == b'planted\n' else [f'the host said {said}']
    complaints += [f'"{(way + ours).decode()}" is not in our heap' for way in WAYS if way + ours not in heap]
    # By libc, and by itself; what stands before them is another block's.
    if heap.count(ours) < len(WAYS) + 2:
        complaints.append(f'of {len(WAYS) + 2} times that our library kept a word, {heap.count(ours)} are in our heap')
    complaints += [f'{heap.count(theirs)} words of the host are in our heap'] if theirs in heap else []
    print(f'{heap.count(ours)} of our words and {heap.count(theirs)} of the host\'s in {len(heap)} bytes')
    check(complaints)


if __name__ == '__main__':
    sys.exit(main())
