"""Our memory in a running app, as a dump would have it: what a core dump leaves out, too.

All of it is ours and nobody else's: own_heap (loaded before the app) keeps apart what we allocate. To look into the heaps of glibc that
our thread works with would find the app's own texts there: a heap of a thread that has ended goes to the next thread, ours or theirs.
"""
import os
import pathlib
import re
import struct
import time

LONGEST = 32 << 20
# own_heap/heap.h, Head
HEAP = '/memfd:own_heap'
HEAD = struct.Struct('<QQQ')
MAGIC = 0x70616568_6e776f21
# Of a 64-bit ELF file: its header from e_phoff to e_phnum, and a program header.
PROGRAM_HEADERS, PROGRAM_HEADER, LOADED = struct.Struct('<32xQ14xHH'), struct.Struct('<II6Q'), 1
# Kinds of places: without one of these a dump has not been looked at.
HEAP_OF_OURS, STACK, DATA, LOCKED = 'the heap that we allocate from', 'the stack of our thread', 'data of', 'pages kept out of dumps'
KINDS = (HEAP_OF_OURS, STACK, DATA, LOCKED)


class Mapping:
    def __init__(self, begin, end, mode, path):
        self.begin, self.end, self.mode, self.path, self.flags = begin, end, mode, path, ()


def mappings(pid):
    found = []
    for line in (pathlib.Path('/proc') / str(pid) / 'smaps').read_text().splitlines():
        head = re.match(r'^([0-9a-f]+)-([0-9a-f]+) (....) \S+ \S+ \S+ *(.*)$', line)
        if head:
            found.append(Mapping(int(head[1], 16), int(head[2], 16), head[3], head[4]))
        elif line.startswith('VmFlags:'):
            found[-1].flags = line.split()[1:]
    return found


def length_in_memory(library):
    """Of a library from its first byte to the end of its data. The kernel makes one mapping of that end (which no file holds) and of
    what anybody else maps behind it."""
    with open(library, 'rb') as file:
        place, size, count = PROGRAM_HEADERS.unpack(file.read(PROGRAM_HEADERS.size))
        file.seek(place)
        headers = [PROGRAM_HEADER.unpack(file.read(size)[:PROGRAM_HEADER.size]) for _ in range(count)]
    loaded = [header for header in headers if header[0] == LOADED]
    return max(header[3] + header[6] for header in loaded) - min(header[3] for header in loaded)


def stack_pointers(pid):
    """{thread: pointer} of our threads. The kernel tells it of one that waits, as ours nearly always do: on a busy machine a little later."""
    found = {}
    for task in (pathlib.Path('/proc') / str(pid) / 'task').iterdir():
        until = time.monotonic() + 20
        try:
            while task.name not in found and (task / 'comm').read_text().startswith('silhouette') and time.monotonic() < until:
                fields = (task / 'syscall').read_text().split()
                if len(fields) > 2:
                    found[task.name] = int(fields[-2], 16)
                else:
                    time.sleep(0.001)
        except (FileNotFoundError, ProcessLookupError):
            pass  # ended meanwhile
    return found


def our_memory(pid):
    """({what: bytes}, complaints): pages that we keep out of dumps, the writable data of our libraries, the stack of our thread and
    the heap that we allocate from."""
    maps, found, complaints = mappings(pid), {}, []
    with open(f'/proc/{pid}/mem', 'rb', buffering=0) as memory:
        def read(begin, end):
            data = bytearray()
            try:
                while begin + len(data) < min(end, begin + LONGEST):
                    memory.seek(begin + len(data))
                    data += memory.read(min(1 << 20, end - begin - len(data)))
            except OSError:
                pass
            return bytes(data)
        for thread, pointer in stack_pointers(pid).items():
            found.update({f'{STACK} {thread}': read(pointer, one.end) for one in maps if one.begin <= pointer < one.end})
        before, ends = None, {}
        for one in maps:
            library = os.path.basename(one.path)
            after_library = before is not None and not one.path and before.end == one.begin
            ours = 'silhouette' in library and '.so' in library or after_library
            if ours and not after_library:
                ends.setdefault(one.path, one.begin + length_in_memory(one.path))
                end = ends[one.path]
            before = one if ours else None
            if not one.mode.startswith('rw'):
                continue
            if one.path.startswith(HEAP):
                magic, used, outside = HEAD.unpack(read(one.begin, one.begin + HEAD.size))
                assert magic == MAGIC, 'own_heap/heap.h has another Head'
                found[f'{HEAP_OF_OURS} at {one.begin:x}'] = read(one.begin, one.begin + used)
                if outside or used > LONGEST:
                    complaints.append(f'of the heap that we allocate from ({used} bytes) not all was looked at')
            elif 'dd' in one.flags and not one.path.startswith('[v') and not one.path.startswith('/dev'):
                found[f'{LOCKED} at {one.begin:x}'] = read(one.begin, one.end)
            elif ours:
                found[f'{DATA} {library or "our library"} at {one.begin:x}'] = read(one.begin, min(one.end, end))
    return found, complaints + [f'{kind} was not there' for kind in KINDS
                                if not any(place.startswith(kind) and data for place, data in found.items())]


def can_read(pid):
    return os.access(f'/proc/{pid}/mem', os.R_OK)
