"""The leak hunter: an unmodified app full of canaries (file names, titles, contents, passwords, bookmarks, the name of the home
and of the user), driven at random by a seed. Afterwards everything that left or rests is searched for them: the wire, decompressed; the
spool; ingest's files; exports; logs; our memory in the running app.

The run has to deliver 99 % of its clicks, and what has to lie in our memory (the paths of the recorder's files, which lie in the home) has to
be found there by the same search, or finding nothing proves nothing.
"""
import collections
import os
import random
import re
import sys
import time

from case import Workspace, arguments, check
from content import canaries
from delivery import Delivery
from driver.waiting import TimedOut
from gather import FolderWatch, gather
from hand import Hand
from memory import HEAP_OF_OURS, can_read, our_memory
from run import Run
from scorecard import Rows
from search import needles, search

LONG = os.environ.get('SILHOUETTE_TEST_LENGTH') == 'long'
SECONDS = 1800 if LONG else 12
# A session of the app: then it is closed and started again, as people do.
SITTING = 300
CLICKS_A_SECOND = 1


class Hunt:
    def __init__(self, run, tokens, seconds):
        self.run, self.tokens = run, tokens
        self.source = random.Random(run.content.word(0))
        self.memory, self.memory_read, self.texts_seen = {}, 0, 0
        self.presses, self.missed, self.sittings = 0, 0, 0
        self.complaints, self.endings = [], collections.Counter()
        # On a busy machine longer, until it has clicked as much as it should.
        self.end, self.clicks_least = time.monotonic() + seconds, seconds * CLICKS_A_SECOND
        self.latest = self.end + 4 * seconds
        while self.goes_on():
            self.sit(time.monotonic() + SITTING)

    def goes_on(self):
        now = time.monotonic()
        return now < self.end or (self.presses < self.clicks_least and now < self.latest)

    def sit(self, end):
        """What it has left and where it rests is judged, however it ends."""
        self.sittings += 1
        self.has_opened = False
        with self.run.start() as self.app:
            try:
                self.use(end)
            except AssertionError as error:
                if self.app.process.poll() is None and not isinstance(error, TimedOut):
                    raise
                if self.app.process.poll() is None:
                    self.endings['it did not answer in time'] += 1
            if self.app.process.poll() is None:
                self.look_into_memory()
                self.endings[self.run.end(self.app)] += 1
            else:
                self.endings['it ended itself'] += 1
        if not self.has_opened:
            self.endings['settings put back'] += 1
            self.run.put_settings_back()

    def use(self, end):
        self.run.script.open(self.app, self.run.content)
        self.has_opened = True
        self.run.display.set_clipboard(self.run.content.word(6))
        hand = Hand(self.app, self.run.content)
        while self.goes_on() and time.monotonic() < end and self.app.process.poll() is None:
            dump = hand.rest()
            self.texts_seen = max(self.texts_seen, str(dump).count(self.tokens[0]) + str(dump).count(self.tokens[1]))
            before = hand.presses
            for step in hand.choose(self.source, dump):
                self.missed += not hand.try_step(step, dump)
            self.presses += hand.presses - before

    def look_into_memory(self):
        pid = self.app.app_process()
        if pid and can_read(pid):
            found, complaints = our_memory(pid)
            self.complaints += [f'{complaint} in sitting {self.sittings}' for complaint in complaints]
            self.memory_read += sum(map(len, found.values()))
            self.memory.update({f'{place}, sitting {self.sittings}': data for place, data in found.items()})

    def memory_complaints(self, user):
        """Whether what was searched was our memory: what has to lie in it is found by the same search."""
        heaps = {place: data for place, data in self.memory.items() if place.startswith(HEAP_OF_OURS)}
        return self.complaints + [f'{place} holds no path of our files: the wrong memory was searched' for place, data in heaps.items()
                                  if not search({place: data}, needles_of(user))]


def own_lines(output):
    """What record and the recorder print; the app's own chatter is its own affair."""
    return '\n'.join(line for line in output.splitlines() if re.match(r'(silhouette|captured)\b', line)).encode()


def needles_of(token):
    return needles(token, [token + ending for ending in ('', '101', '102', '.txt', '101.txt')])


def search_all(run, hunt, watch, tokens, user):
    haystacks, batches = gather(run.folder, run.ingest, run.tap, hunt.app, watch)
    haystacks['what record and the app printed'] = own_lines(hunt.app.output())
    # Not in our memory: there the recorder keeps the paths of its own files, which lie in the user's home.
    complaints, disguises = search(haystacks, needles_of(user)), 0
    haystacks.update(hunt.memory)
    for token in tokens:
        wanted = needles_of(token)
        disguises += len(wanted)
        complaints += search(haystacks, wanted)
    summary = (f'searched {sum(map(len, haystacks.values()))} bytes in {len(haystacks)} places ({batches} batches opened, '
               f'{hunt.memory_read} bytes of our memory) for {disguises} disguises')
    return summary, complaints


def hunt_in(build, workspace, app, program, made, seconds):
    """(summary, complaints, finds)."""
    content, tokens, user = made
    home = workspace / f'home-of-{user}'
    extra = {'HOME': str(home), 'USER': user, 'LOGNAME': user, 'HOSTNAME': user, 'LANGUAGE': user,
             'LD_PRELOAD': str(build / 'tests' / 'leak' / 'own_heap.so')}
    with Run(build, workspace, app, program, content, extra=extra, home=home) as run:
        run.keep_settings()
        watch = FolderWatch(home)
        try:
            hunt = Hunt(run, tokens, seconds)
        finally:
            watch.stop()
        delivery = Delivery(hunt.app.presses(), run.ingest.clicks())
        complaints = delivery.complaints()
        if not hunt.texts_seen:
            complaints.append('no canary was ever on the screen: the app shows none')
        if hunt.presses < hunt.clicks_least:
            complaints.append(f'only {hunt.presses} clicks in {seconds} s: the app was hardly used')
        if not hunt.memory and os.geteuid() == 0:
            complaints.append('our memory could not be read')
        complaints += hunt.memory_complaints(user)
        summary, finds = search_all(run, hunt, watch, tokens, user)
    endings = ', '.join(f'{count}× {how}' for how, count in hunt.endings.items())
    return (f'{delivery} in {hunt.sittings} sittings ({endings}), up to {hunt.texts_seen} canaries on the screen at once; {summary}'
            ), complaints, finds


def main():
    options = arguments(__doc__, 'app', 'program')
    seed = int(os.environ.get('SILHOUETTE_SEED', '1'))
    seconds = int(os.environ.get('SILHOUETTE_HUNT_SECONDS', SECONDS))
    with Workspace(options.keep) as workspace, Rows(options.build, f'hunt_{options.app}') as rows:
        summary, complaints, finds = hunt_in(options.build, workspace, options.app, options.program,
                                             canaries(f'{seed} {options.app}'), seconds)
        rows.add('leak hunt', f'{options.app}: canaries found in {seconds} s, seed {seed}; {summary}', len(finds), '0',
                 not finds and not complaints)
        check(complaints + finds[:20])


if __name__ == '__main__':
    sys.exit(main())
