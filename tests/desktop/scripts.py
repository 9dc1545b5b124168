"""What is done in each app. Targets are found in the widget dump, by name, class, label or place."""
from driver.waiting import wait_for


class Script:
    """`arguments` for the program; prepare() writes what it needs into its home and returns files to open; drive()
    clicks. It leaves the app open: whoever runs it closes it."""
    arguments = []

    def prepare(self, home):
        return []

    def drive(self, app):
        raise NotImplementedError


def wait_until_gone(app, name):
    wait_for(f'{name} to be gone',
             lambda: not any(w['visible'] and w['name'] == name for w in app.dump()['widgets']), 10, pause=0.1)


class Orders(Script):
    def prepare(self, home):
        (home / 'contract.txt').write_text('x')
        return []

    def drive(self, app):
        app.click(name='customerSearch')
        app.click(kind='tab', of='qt_tabwidget_tabbar', row=1)
        app.click(name='paidCheck')
        app.click(name='byPostRadio')
        app.click(name='orderTree', at=(60, 40))
        app.click(kind='tab', of='qt_tabwidget_tabbar', row=2)
        app.click(name='refreshButton')
        app.click(name='salesChart')
        app.click(kind='tab', of='qt_tabwidget_tabbar', row=0)
        # A row, a double click, a modal dialog.
        app.click(kind='row', of='customerTable', row=1)
        app.click(kind='row', of='customerTable', row=1, times=2)
        app.click(name='phoneEdit')
        app.click(name='portalPasswordEdit')
        app.click(name='newsletterCheck')
        app.click(cls='QPushButton', text='Cancel')
        wait_until_gone(app, 'customerDialog')
        # The tool bar, a menu, a message box.
        app.click(kind='action', owner='QToolButton', text='New customer')
        app.click(cls='QPushButton', text='Cancel')
        wait_until_gone(app, 'customerDialog')
        app.click(kind='action', owner='QMenuBar', text='Edit')
        app.click(kind='action', of='menuEdit', text='Remove customer')
        app.click(cls='QPushButton', text='No')
        wait_until_gone(app, 'removeQuestion')
        # A menu of right click, dismissed beside it.
        app.click(kind='row', of='customerTable', row=2, button=3)
        app.display.key('Escape')
        # A combo box and its list.
        app.click(name='regionFilter')
        app.click(kind='row', row=2, of='')
        # A window of its own.
        app.click(kind='action', owner='QMenuBar', text='Tools')
        app.click(kind='action', of='menuTools', text='Reports in')
        app.find(name='reportsWindow')
        app.click(name='refreshButton')
        app.display.key('alt+F4')


class Featherpad(Script):
    arguments = ['--standalone']

    def prepare(self, home):
        (home / 'list.txt').write_text('one\ntwo\nthree\n')
        return [home / 'list.txt']

    def drive(self, app):
        app.click(name='textEdit') if has(app, name='textEdit') else app.click(cls='FeatherPad::TextEdit')
        app.click(kind='action', owner='QMenuBar', text='File')
        app.display.key('Escape')
        app.click(kind='action', owner='QMenuBar', text='Search')
        app.click(kind='action', of='menuSearch', text='Find')
        app.display.key('Escape')
        app.click(kind='action', owner='QMenuBar', text='Options')
        app.click(kind='action', owner='QMenu', text='Preferences')
        app.click(kind='tab', row=1)
        app.click(kind='tab', row=0)
        app.click(cls='QPushButton', text='Close')
        app.click(cls='FeatherPad::TextEdit', times=2)


class Speedcrunch(Script):
    def drive(self, app):
        app.click(kind='action', owner='QMenuBar', text='View')
        app.display.key('Escape')
        app.click(cls='Editor')
        app.click(kind='action', owner='QMenuBar', text='Help')
        app.click(kind='action', owner='QMenu', text='About SpeedCrunch')
        app.click(cls='QPushButton', text='Close')


class Kcalc(Script):
    def drive(self, app):
        app.click(kind='action', owner='QMenuBar', text='Edit')
        app.display.key('Escape')
        app.click(kind='action', owner='QMenuBar', text='Settings')
        app.display.key('Escape')
        for digit in ('7', '3', '9'):
            app.click(name=f'pb{digit}')
        app.click(kind='action', owner='QMenuBar', text='Help')
        app.display.key('Escape')


class Qt6ct(Script):
    def drive(self, app):
        for tab in (1, 2, 3, 0):
            app.click(kind='tab', row=tab)
        app.click(cls='QComboBox')
        app.display.key('Escape')
        app.click(cls='QPushButton', text='Apply')
        app.click(cls='QPushButton', text='Cancel')


class Designer(Script):
    def drive(self, app):
        app.click(cls='QPushButton', text='Close')
        app.click(kind='action', owner='QMenuBar', text='View')
        app.display.key('Escape')
        app.click(kind='action', owner='QMenuBar', text='Help')
        app.display.key('Escape')


class Qbittorrent(Script):
    def prepare(self, home):
        folder = home / '.config' / 'qBittorrent'
        folder.mkdir(parents=True)
        (folder / 'qBittorrent.conf').write_text('[LegalNotice]\nAccepted=true\n\n[Preferences]\nGeneral\\ExitConfirm=false\n')
        return []

    def drive(self, app):
        app.click(kind='action', owner='QMenuBar', text='View')
        app.display.key('Escape')
        app.click(kind='action', owner='QMenuBar', text='Tools')
        app.click(kind='action', owner='QMenu', text='Preferences')
        app.click(kind='row', of='tabSelection', row=1, at=(12, 12))
        app.click(kind='row', of='tabSelection', row=0, at=(12, 12))
        app.click(cls='QPushButton', text='Cancel')


def has(app, **wanted):
    return any(all(widget.get({'cls': 'class'}.get(key, key)) == value for key, value in wanted.items())
               for widget in app.dump()['widgets'] if widget['visible'])


SCRIPTS = {'orders-qt': Orders(), 'featherpad': Featherpad(), 'speedcrunch': Speedcrunch(), 'kcalc': Kcalc(),
           'qt6ct': Qt6ct(), 'designer-qt6': Designer(), 'qbittorrent': Qbittorrent()}
