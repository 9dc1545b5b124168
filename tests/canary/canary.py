"""Canaries in every text, title, tooltip, status bar, placeholder, composed object name, file name, model cell and on the
clipboard of the sample: driven through everything, none of them may be in any byte sent, spooled or stored.

The last act plants a leak in what was gathered, and the search has to find it.
"""
import secrets
import sys
import time

from case import Workspace, arguments, check
from consent import Case
from driver.waiting import wait_for
from gather import FolderWatch, gather
from scripts import SCRIPTS
from search import needles, search


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
    wait_for('the file dialog to close', lambda: accepted(app, 'importDialog'), pause=0.3)
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
            watch = FolderWatch(workspace / 'home')
            app.canary = token
            drive_everything(app)
            dumped = app.dump()
            app.close()
        watch.stop()
        clicks = case.ingest.clicks()
        texts = planted.read_text().split('\n')[:-1] + [token + 'contract.txt']
        assert len(texts) > 60 and token in str(dumped), 'the app did not plant its canaries'
        assert len(clicks) > 40, f'only {len(clicks)} clicks were recorded: the app was not driven through everything'

        haystacks, bodies = gather(workspace, case.ingest, case.tap, app, watch)
        wanted = needles(token, texts)
        complaints = search(haystacks, wanted)
        # A leak of any planted text must be found in each of these places.
        for place, data in haystacks.items():
            leak = texts[len(data) % len(texts)].encode()
            if not search({place: data[:len(data) // 2] + leak + data[len(data) // 2:]}, wanted):
                complaints.append(f'the search missed a leak that was planted in {place}')
        print(f'{len(texts)} canaries, {len(clicks)} clicks; searched {sum(map(len, haystacks.values()))} bytes in '
              f'{len(haystacks)} places ({bodies} uploaded batches opened) for {len(wanted)} disguises')
        check(complaints)


if __name__ == '__main__':
    sys.exit(main())
