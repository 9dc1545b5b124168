"""The books of a recorded app, read from outside while it runs."""
import mmap
import os
import pathlib
import struct
import threading
import time

MAGIC = b'SILCNT01'
CAPTURED = 1  # sdk/recorder/counter_words.h


class LiveBooks:
    """Looks a thousand times a second; `last_capture` (time.time()) is when it looked for the last time before `captured` was
    seen to grow for the last time: no earlier did it grow, however late a busy machine lets us look again."""

    def __init__(self, app):
        self.words = self.find(app.process.pid)
        self.ending = False
        self.captured, self.last_capture = self.read(), time.time()

    @staticmethod
    def find(record):
        for link in pathlib.Path(f'/proc/{record}/fd').iterdir():
            if os.readlink(link).startswith('/memfd:silhouette'):
                with open(link, 'rb') as file:
                    words = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
                if words[:len(MAGIC)] == MAGIC:
                    return words
        raise AssertionError('record has no books')

    def read(self):
        return struct.unpack_from('<Q', self.words, 8 * CAPTURED)[0]

    def __enter__(self):
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending = True
        self.thread.join()

    def watch(self):
        looked = self.last_capture
        while not self.ending:
            before, looked = looked, time.time()
            now = self.read()
            if now != self.captured:
                self.captured, self.last_capture = now, before
            time.sleep(0.001)
