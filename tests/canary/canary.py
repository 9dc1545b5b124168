"""Canaries in every text, title, tooltip, status bar, placeholder, composed object name, file name, model cell and on the
clipboard of the sample: driven through everything, none of them may be in any byte sent, spooled or stored.

The last act plants a leak in what was gathered, and the search has to find it.
"""
import pathlib
import secrets
import ssl
import subprocess
import sys
import threading
import time
import urllib.request

from case import Workspace, arguments, check
from consent import Case
from driver.folders import silhouette_files
from driver.waiting import wait_for
from scripts import SCRIPTS
from search import needles, search


class FolderWatch:
    """Keeps a copy of every version of every file of ours that lies below the home while the app runs."""

    def __init__(self, workspace):
        self.workspace, self.seen, self.running = workspace, {}, True
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        while self.running:
            self.look()
            time.sleep(0.05)

    def look(self):
        for path in silhouette_files(self.workspace):
            try:
                data = path.read_bytes()
            except OSError:
                continue
            self.seen.setdefault(f'{path.relative_to(self.workspace)} ({len(data)} bytes)', data)
            self.seen['the name of ' + str(path)] = str(path).encode()

    def stop(self):
        self.running = False
        self.thread.join()
        self.look()


def drive_everything(app):
    SCRIPTS['orders-qt'].drive(app)
    # What a click script of the other tests leaves out: content that is typed, chosen, opened and copied.
    app.click(name='customerSearch')
    app.display.type(app.canary)
    app.click(kind='row', of='customerTable', row=0)
    app.click(kind='action', owner='QMenuBar', text='Edit')
    app.click(kind='action', of='menuEdit', text='Copy customer')
    for row in range(3):
        app.click(box=favourite(app, row))
    app.click(name='notesEdit')
    app.display.type(app.canary)
    app.display.key('ctrl+o')
    app.find(name='wizardCustomerCombo')
    app.click(cls='QPushButton', text='Next')
    app.click(name='wizardQuantitySpin')
    app.click(box=article(app))
    app.click(cls='QPushButton', text='Next')
    app.click(cls='QPushButton', text='Finish')
    app.click(kind='action', owner='QMenuBar', text='Tools')
    app.click(kind='action', of='menuTools', text='Unlock')
    for key in ('pinKey4', 'pinKey1', 'pinKey7'):
        app.click(name=key)
    app.click(cls='QPushButton', text='Cancel')
    app.click(kind='action', owner='QMenuBar', text='File')
    app.click(kind='action', of='menuFile', text='Recent')
    app.find(name='menuRecent')
    app.click(kind='action', of='menuRecent', text=app.canary)
    app.click(kind='action', owner='QMenuBar', text='File')
    app.click(kind='action', of='menuFile', text='Import')
    app.click(name='fileNameEdit')
    app.display.type(app.canary + 'contract.txt')
    # The first Return may only close the list of completions.
    wait_for('the file dialog to close', lambda: accepted(app, 'importDialog'), 10, 0.3)
    app.click(kind='action', owner='QToolButton', text='Edit customer')
    app.find(name='noteEdit')
    app.click(name='nameEdit')
    app.display.type(app.canary)
    app.click(cls='QPushButton', text='OK')
    # Tool tips come with rest.
    x, y = app.click(box=favourite(app, 1))
    app.display.move(x + 3, y + 3)
    time.sleep(1.2)


def accepted(app, dialog):
    if not any(w['visible'] and w['name'] == dialog for w in app.dump()['widgets']):
        return True
    app.display.key('Return')
    return False


def favourite(app, row):
    return [w['box'] for w in app.dump()['widgets'] if w['visible'] and w['name'].startswith('customer_')][row]


def article(app):
    return next(w['box'] for w in app.dump()['widgets'] if w['visible'] and w['name'].startswith('article_'))


def over_https(ingest, path, real_ca):
    request = urllib.request.Request(f'https://127.0.0.1:{ingest.port}{path}',
                                     headers={'Authorization': f'Bearer {ingest.viewer}'})
    with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=real_ca)) as answer:
        return answer.read()


def decompressed_bodies(sent, build, workspace):
    """The zstd frames in what was uploaded, opened with the zstd command; empty where they need a dictionary."""
    opened, magic = [], b'\x28\xb5\x2f\xfd'
    dictionaries = list((pathlib.Path(__file__).parents[2] / 'proto').rglob('*.zdict'))
    for data in map(bytes, sent):
        at = data.find(magic)
        while at >= 0:
            body = workspace / 'body.zst'
            body.write_bytes(data[at:])
            for dictionary in [None, *dictionaries]:
                command = ['zstd', '-d', '-q', '-c', '--single-thread', str(body)]
                command += ['-D', str(dictionary)] if dictionary else []
                done = subprocess.run(command, capture_output=True)
                if done.stdout:
                    opened.append(done.stdout)
                    break
            at = data.find(magic, at + 4)
    return opened


def main():
    options = arguments(__doc__)
    token = 'quokka' + secrets.token_hex(5)
    with Workspace(options.keep) as workspace, Case(options.build, workspace) as case:
        files = workspace / 'home' / 'files'
        files.mkdir()
        (files / f'{token}contract.txt').write_text(token)
        planted = workspace / 'planted.txt'
        extra = {'ORDERS_CANARY': token, 'ORDERS_CANARY_LIST': str(planted), 'ORDERS_FILES': str(files)}
        case.consent('on')
        with case.record(opt_in=False, extra=extra) as app:
            watch = FolderWatch(workspace)
            app.canary = token
            drive_everything(app)
            dumped = app.dump()
            app.close()
        watch.stop()
        clicks = case.ingest.clicks()
        texts = planted.read_text().split('\n')[:-1] + [token + 'contract.txt']
        assert len(texts) > 60 and token in str(dumped), 'the app did not plant its canaries'
        assert len(clicks) > 40, f'only {len(clicks)} clicks were recorded: the app was not driven through everything'

        haystacks = dict(watch.seen)
        for number, data in enumerate(case.tap.sent):
            haystacks[f'what connection {number} sent'] = bytes(data)
        bodies = decompressed_bodies(case.tap.sent, options.build, workspace)
        for number, data in enumerate(bodies):
            haystacks[f'uploaded batch {number}'] = data
        for session in case.ingest.sessions():
            name = session['session']
            stored = over_https(case.ingest, f'/v1/sessions/{name}/batches', case.ingest.ca)
            assert stored, 'no stored batches'
            haystacks['the stored batches'] = stored
            for form in ('jsonl', 'rrweb', 'html'):
                haystacks[f'the {form} export'] = case.ingest.export(name, form).encode()
        case.ingest.stop()
        for path in case.ingest.data.rglob('*'):
            if path.is_file():
                haystacks[f'ingest\'s {path.name}'] = path.read_bytes()
        haystacks['what record and the app printed'] = app.output().encode()
        haystacks['record\'s report'] = (workspace / 'report.json').read_bytes()
        haystacks['ingest\'s log'] = (workspace / 'serve.err').read_bytes()

        wanted = needles(token, texts)
        complaints = search(haystacks, wanted)
        # A leak of any planted text must be found in each of these places.
        for place, data in haystacks.items():
            leak = texts[len(data) % len(texts)].encode()
            if not search({place: data[:len(data) // 2] + leak + data[len(data) // 2:]}, wanted):
                complaints.append(f'the search missed a leak that was planted in {place}')
        print(f'{len(texts)} canaries, {len(clicks)} clicks; searched {sum(map(len, haystacks.values()))} bytes in '
              f'{len(haystacks)} places ({len(bodies)} uploaded batches opened) for {len(wanted)} disguises')
        check(complaints)


if __name__ == '__main__':
    sys.exit(main())
