"""The apps: how each is given content before it starts, and what is done until it shows it."""
import base64
import subprocess

from driver.waiting import wait_for


class App:
    """prepare() writes what the app needs into its home and returns its arguments; open() does what comes before it is used."""
    program = None

    def prepare(self, home, content):
        return []

    def open(self, app, content):
        wait_for('a window', lambda: any(w['visible'] and w['front'] for w in app.dump()['widgets']), pause=0.2)


class Opener(App):
    """Any app of which nothing else is known than that it takes files as arguments: three texts in a folder, and one on the desktop."""

    def prepare(self, home, content):
        documents = home / f'{content.word(4)} papers'
        documents.mkdir()
        files = []
        for number in range(3):
            path = documents / f'{content.word(number)}.txt'
            path.write_text(''.join(f'{content.word(number + line)}\n' for line in range(content.lines)))
            files.append(path)
        (home / 'Desktop').mkdir()
        (home / 'Desktop' / f'{content.word(5)}.txt').write_text(content.word(6))
        return files


class Featherpad(App):
    def prepare(self, home, content):
        files = []
        for number in range(1):
            path = home / f'{content.word(number)}.txt'
            path.write_text(''.join(f'{content.word(number + line)}\n' for line in range(content.lines)))
            files.append(path)
        return ['--standalone', *files]


class Keepassxc(App):
    entry = ('<Entry><UUID>{uuid}</UUID><String><Key>Title</Key><Value>{title}</Value></String><String><Key>UserName</Key><Value>{user}'
             '</Value></String><String><Key>Password</Key><Value>{password}</Value></String><String><Key>URL</Key><Value>https://'
             'example.com/{url}</Value></String><String><Key>Notes</Key><Value>{notes}</Value></String></Entry>')

    def prepare(self, home, content):
        settings = home / '.config' / 'keepassxc'
        settings.mkdir(parents=True)
        (settings / 'keepassxc.ini').write_text(
            '[General]\nConfigVersion=2\nUpdateCheckMessageShown=true\nMinimizeAfterUnlock=false\nRememberLastDatabases=true\n'
            '[GUI]\nCheckForUpdates=false\n[Security]\nLockDatabaseIdle=false\nIconDownloadFallback=false\nPasswordEmptyPlaceholder=true\n')
        made_of = home / 'import.xml'
        made_of.write_text(self.xml(content))
        path = home / f'{content.word(0)}.kdbx'
        password = content.word(5)
        done = subprocess.run(['keepassxc-cli', 'import', '--set-password', '--decryption-time', '100', made_of, path],
                              input=f'{password}\n{password}\n', capture_output=True, text=True,
                              env={'HOME': str(home), 'PATH': '/usr/bin:/bin', 'LANG': 'C.UTF-8'})
        assert path.exists(), 'keepassxc-cli made no database: ' + done.stderr
        made_of.unlink()
        return [path]

    def xml(self, content):
        number = iter(range(1, 100))

        def uuid():
            return base64.b64encode(bytes(15) + bytes([next(number)])).decode()

        def entries(count, first):
            return ''.join(self.entry.format(uuid=uuid(), title=content.word(first + one), user=content.word(one + 1),
                                             password=content.word(one + 2), url=content.word(one + 3),
                                             notes=content.word(one + 4)) for one in range(count))

        def group(name, inside):
            return f'<Group><UUID>{uuid()}</UUID><Name>{name}</Name><IsExpanded>True</IsExpanded>{inside}</Group>'
        root = group(content.word(1), entries(3, 0) + group(content.word(2), entries(2, 3)))
        return ('<?xml version="1.0" encoding="UTF-8"?><KeePassFile><Meta><DatabaseName>' + content.word(3) +
                f'</DatabaseName></Meta><Root>{root}</Root></KeePassFile>')

    def open(self, app, content):
        app.find(name='editPassword')
        app.click(name='editPassword')
        app.display.type(content.word(5))
        app.display.key('Return')
        wait_for('the database to open', lambda: any(w['visible'] and w['name'] == 'groupView' or w['class'] == 'EntryView' and w['visible']
                                                     for w in app.dump()['widgets']), pause=0.2)


class Qbittorrent(App):
    def prepare(self, home, content):
        settings = home / '.config' / 'qBittorrent'
        settings.mkdir(parents=True)
        (settings / 'qBittorrent.conf').write_text(
            '[LegalNotice]\nAccepted=true\n\n[BitTorrent]\nSession\\DHTEnabled=false\nSession\\LSDEnabled=false\nSession\\PeXEnabled=false\n'
            'Session\\AddTorrentPaused=true\nSession\\InterfaceName=lo\nSession\\Interface=lo\n\n'
            '[Preferences]\nGeneral\\ExitConfirm=false\nDownloads\\StartInPause=true\n\n[AddNewTorrentDialog]\nEnabled=false\n')
        files = []
        for number in range(3):
            name = content.word(number)
            path = home / f'{name}.torrent'
            path.write_bytes(self.torrent(name, content.word(number + 1)))
            files.append(path)
        return ['--no-splash', '--skip-dialog=true', '--add-paused=true', f'--save-path={home}/{content.word(4)}', *files]

    @staticmethod
    def torrent(name, comment):
        def text(value):
            value = value.encode()
            return str(len(value)).encode() + b':' + value
        inside = b'd' + text('length') + b'i16384e' + text('name') + text(name) + text('piece length') + b'i16384e' + \
            text('pieces') + b'20:' + bytes(20) + b'e'
        return b'd' + text('announce') + text(f'http://127.0.0.1:9/{comment}') + text('comment') + text(comment) + text('info') + inside + b'e'

    def open(self, app, content):
        super().open(app, content)
        wait_for('the torrents', lambda: any(len(w.get('items', [])) >= 3 and w['class'].endswith('TransferListWidget')
                                             for w in app.dump()['widgets'] if w['visible']), pause=0.3)


class Kcalc(App):
    def prepare(self, home, content):
        settings = home / '.config'
        settings.mkdir(parents=True)
        (settings / 'kcalcrc').write_text(''.join(
            ['[UserConstants]\n'] + [f'nameConstant{number}={content.word(number)}\nvalueConstant{number}={content.digits}\n'
                                     for number in range(6)]))
        return []

    def open(self, app, content):
        super().open(app, content)
        app.display.type(content.digits + '*3')
        app.display.key('Return')


class Speedcrunch(App):
    def open(self, app, content):
        super().open(app, content)
        app.display.type(content.digits)


class Qt6ct(App):
    pass


class Orders(App):
    def prepare(self, home, content):
        for number in range(3):
            (home / f'{content.word(number)}.txt').write_text(content.word(number))
        return []


KNOWN = {'featherpad': Featherpad(), 'keepassxc': Keepassxc(), 'qbittorrent': Qbittorrent(), 'kcalc': Kcalc(),
         'speedcrunch': Speedcrunch(), 'qt6ct': Qt6ct(), 'orders-qt': Orders()}


def script_of(name):
    """How the app of this name is given content; of any other: as an Opener."""
    return KNOWN.get(name) or Opener()
