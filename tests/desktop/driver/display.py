"""A display of its own: Xvfb on a free number, with openbox as its window manager."""
import os
import subprocess

from .waiting import wait_for


class Display:
    def __init__(self, workspace, size='1280x800x24'):
        self.workspace = workspace
        self.size = size
        self.processes = []

    def __enter__(self):
        reading, writing = os.pipe()
        log = open(self.workspace / 'display.txt', 'w')
        self.processes.append(subprocess.Popen(
            ['Xvfb', '-displayfd', str(writing), '-screen', '0', self.size, '-nolisten', 'tcp'],
            pass_fds=[writing], stdin=subprocess.DEVNULL, stdout=log, stderr=log))
        os.close(writing)
        with os.fdopen(reading) as numbers:
            number = numbers.readline().strip()
        assert number, 'Xvfb did not start: see display.txt'
        self.name = ':' + number
        self.environment = {'DISPLAY': self.name}
        wait_for('the window manager', lambda: self.manages_windows(log), pause=0.1)
        return self

    def manages_windows(self, log):
        """Starts openbox, again where it found the display not ready for it."""
        assert self.processes[0].poll() is None, 'Xvfb ended: see display.txt'
        if len(self.processes) == 1 or self.processes[-1].poll() is not None:
            self.processes.append(subprocess.Popen(['openbox'], env={**os.environ, **self.environment},
                                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log))
        return self.run('wmctrl', '-m').returncode == 0

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            process.wait(10)

    def run(self, *command):
        return subprocess.run(command, env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)

    # ---- The hand ----

    def move(self, x, y):
        self.run('xdotool', 'mousemove', str(int(x)), str(int(y)))

    def click(self, x, y, button=1, times=1):
        """Moves and presses; a double click is two presses 60 ms apart."""
        self.run('xdotool', 'mousemove', str(int(x)), str(int(y)), 'click', '--repeat', str(times), '--delay', '60',
                 str(button))

    def key(self, *keys):
        self.run('xdotool', 'key', '--delay', '40', *keys)

    def set_clipboard(self, text):
        subprocess.run(['xclip', '-selection', 'clipboard', '-in'], env={**os.environ, **self.environment}, input=text.encode(),
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120, check=True)

    def type(self, text):
        self.run('xdotool', 'type', '--delay', '25', text)
