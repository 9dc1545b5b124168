"""Keyboard activation in the sample: each is one click with trigger keyboard, on its element, when it happened (not when the
dialog that it opened was closed), and no key that activates nothing is a click.
"""
import sys
import time

from case import Workspace, arguments, check
from driver.display import Display
from driver.ingest import Ingest
from driver.recorded_app import RecordedApp
from scripts import wait_until_gone

# A dialog stays open for this long, so that a click that is told late shows.
OPEN_S = 1.2
# Half of that. How slow a loaded machine is to press, and to open, does not count.
TOLERANCE_MS = OPEN_S * 1000 / 2


def main():
    options = arguments(__doc__)
    made = []
    with Workspace(options.keep) as workspace, Display(workspace) as display, Ingest(options.build, workspace) as ingest:
        with RecordedApp(options.build, workspace, display, ingest, [options.build / 'bin' / 'orders-qt'],
                         app='orders-qt') as app:
            def activate(name, opened, key):
                before = time.time() * 1000
                display.key(key)
                app.find(name=opened)
                made.append((name, before, time.time() * 1000))

            def use(name, dialog, *keys):
                display.key(*keys[:-1]) if keys[:-1] else None
                activate(name, dialog, keys[-1])
                time.sleep(OPEN_S)
                display.key('Escape')
                wait_until_gone(app, dialog)

            # The one press by mouse gives the two clocks a common moment.
            app.click(name='customerSearch')
            display.type('abc')
            use('actionNewOrder', 'orderWizard', 'ctrl+o')
            app.click(kind='action', owner='QToolButton', text='New customer')
            app.find(name='customerDialog')
            time.sleep(OPEN_S)
            display.type('def')
            display.key('Escape')
            wait_until_gone(app, 'customerDialog')
            activate('menuTools', 'menuTools', 'alt+t')
            use('actionUnlockTill', 'pinDialog', 'Return')
            # A click by mouse leaves the focus on the button.
            app.click(name='addCustomerButton')
            app.find(name='customerDialog')
            display.key('Escape')
            wait_until_gone(app, 'customerDialog')
            use('addCustomerButton', 'customerDialog', 'space')
            app.close()
        clicks = ingest.clicks()
        first = next(click for click in clicks if click['trigger'] == 'mouse')
        start = app.presses()[0]['time_ms'] - first['t_ms']
        told = [(click['element']['name'], start + click['t_ms']) for click in clicks if click['trigger'] == 'keyboard']
        complaints = []
        if [name for name, _ in told] != [name for name, _, _ in made]:
            complaints.append(f'activated by keyboard: {[name for name, _, _ in made]}, told: {[name for name, _ in told]}')
        else:
            complaints += [f'{name}: told {at - before:+.0f} ms after its key, which had opened it by {opened - before:+.0f} ms'
                           for (name, before, opened), (_, at) in zip(made, told)
                           if not before - TOLERANCE_MS < at < opened + TOLERANCE_MS]
        check(complaints)
        print(f'{len(made)} activations by keyboard')


if __name__ == '__main__':
    sys.exit(main())
