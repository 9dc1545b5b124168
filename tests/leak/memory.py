"""Our memory in a running app, as a dump would have it: what a core dump leaves out, too."""
import os
import pathlib
import re

ARENA = 64 << 20  # glibc gives each thread a heap that begins at such a border
LONGEST = 32 << 20


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


def our_threads(pid):
    tasks = pathlib.Path('/proc') / str(pid) / 'task'
    return [task for task in tasks.iterdir() if (task / 'comm').read_text().startswith('silhouette')]


def our_memory(pid):
    """{what: bytes}: pages that we keep out of dumps, the writable data of our libraries, the stack of our thread and the heap
    that it allocates from."""
    maps = mappings(pid)
    stacks = []
    for task in our_threads(pid):
        fields = (task / 'syscall').read_text().split()
        pointer = int(fields[-2], 16) if len(fields) > 2 else 0
        stacks += [(one, pointer) for one in maps if one.begin <= pointer < one.end]
    found = {}
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
        heaps = set()
        for stack, pointer in stacks:
            data = read(pointer, stack.end)
            found[f'the stack of the recorder\'s thread ({len(data)} bytes)'] = data
            for place in range(0, len(data) - 7, 8):
                value = int.from_bytes(data[place:place + 8], 'little')
                heaps.update(one for one in maps if one.begin <= value < one.end and one.mode.startswith('rw') and not one.path and
                             one.begin % ARENA == 0)
        before = None
        for one in maps:
            library = os.path.basename(one.path)
            after_library = before is not None and not one.path and before.end == one.begin
            ours = 'silhouette' in library and '.so' in library or after_library
            before = one if ours else None
            if not one.mode.startswith('rw'):
                continue
            if 'dd' in one.flags and not one.path.startswith('[v') and not one.path.startswith('/dev'):
                found[f'pages kept out of dumps at {one.begin:x}'] = read(one.begin, one.end)
            elif ours:
                found[f'data of {library or "our library"} at {one.begin:x}'] = read(one.begin, one.end)
            elif one in heaps:
                found[f'the heap of the recorder\'s thread at {one.begin:x}'] = read(one.begin, one.end)
    return found


def can_read(pid):
    return os.access(f'/proc/{pid}/mem', os.R_OK)
