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
# Half of that: a loaded machine may be slow to press.
TOLERANCE_MS = OPEN_S * 1000 / 2


def main():
    options = arguments(__doc__)
    made = []
    with Workspace(options.keep) as workspace, Display(workspace) as display, Ingest(options.build, workspace) as ingest:
        with RecordedApp(options.build, workspace, display, ingest, [options.build / 'bin' / 'orders-qt'],
                         app='orders-qt') as app:
            def use(name, dialog, *keys):
                display.key(*keys[:-1]) if keys[:-1] else None
                made.append((name, time.time() * 1000))
                display.key(keys[-1])
                app.find(name=dialog)
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
            made.append(('menuTools', time.time() * 1000))
            display.key('alt+t')
            app.find(name='menuTools')
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
        if [name for name, _ in told] != [name for name, _ in made]:
            complaints.append(f'activated by keyboard: {[name for name, _ in made]}, told: {[name for name, _ in told]}')
        else:
            complaints += [f'{name}: {late - then:+.0f} ms off' for (name, then), (_, late) in zip(made, told)
                           if abs(late - then) > TOLERANCE_MS]
        check(complaints)
        print(f'{len(made)} activations by keyboard')


if __name__ == '__main__':
    sys.exit(main())
