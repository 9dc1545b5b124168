"""Disks that are full or read-only: a clear message and exit 1, or service that says so; never a crash, never half a file.

Needs a mount namespace (root, or user namespaces).
"""
import os
import subprocess
import sys

from case import Workspace, arguments, check
from commands import CRASH


def namespace():
    """The command that gives a mount namespace, or None where this system gives none."""
    for command in (['unshare', '-m'], ['unshare', '-Urm']):
        tried = subprocess.run([*command, 'mount', '-t', 'tmpfs', 'none', '/mnt'], capture_output=True)
        if tried.returncode == 0:
            return command
    return None


def main():
    options = arguments(__doc__)
    enter = namespace()
    silhouette = str(options.build / 'bin' / 'silhouette')
    complaints = []
    with Workspace(options.keep) as workspace:
        small = workspace / 'small'
        small.mkdir()
        if enter is None:
            # Without a disk of its own: a folder that nobody can write into.
            print('no mount namespace here: /proc stands in for the read-only disk')
            disks = {'read-only': (f'true', '/proc')}
        else:
            disks = {'full': (f'mount -t tmpfs -o size=4k none {small} && head -c 4096 /dev/zero >{small}/fill', str(small)),
                     'read-only': (f'mount -t tmpfs -o ro none {small}', str(small))}
        for what, (mount, place) in disks.items():
            for words in (f'serve --data {place}/data --listen 127.0.0.1:0', f'tenant create acme --data {place}/data',
                          f'manifest /bin/true -o {place}/manifest'):
                script = f'{mount} || exit 99; "{silhouette}" {words}; code=$?; find {place} -maxdepth 1 -newer {silhouette} ' \
                         f'-name "manifest*" ; exit $code'
                done = subprocess.run([*(enter or []), 'sh', '-c', script], stdin=subprocess.DEVNULL, capture_output=True,
                                      text=True, timeout=120, env={**os.environ, 'HOME': str(workspace)})
                if done.returncode != 1 or not done.stderr.strip() or CRASH.search(done.stderr) or done.stdout:
                    complaints.append(f'{words.split()[0]} on a {what} disk: exit {done.returncode}, '
                                      f'{done.stderr[:200]!r}, left {done.stdout[:100]!r}')
        print(f'{len(disks) * 3} commands on disks that are {" or ".join(disks)}')
        check(complaints)


if __name__ == '__main__':
    sys.exit(main())
