"""What every test program of this folder begins and ends with."""
import argparse
import pathlib
import shutil
import sys
import tempfile


def arguments(description, *positional):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument('--build', required=True, type=pathlib.Path, help='the build tree')
    parser.add_argument('--keep', action='store_true', help='leave the workspace behind')
    for name in positional:
        parser.add_argument(name)
    return parser.parse_args()


class Workspace:
    """A folder for everything that a test writes; kept when the test fails, and then named."""

    def __init__(self, keep=False):
        self.keep = keep

    def __enter__(self):
        # Short: sockets of the apps lie below it.
        self.path = pathlib.Path(tempfile.mkdtemp(prefix='silhouette-'))
        return self.path

    def __exit__(self, kind, error, _):
        if kind is None and not self.keep:
            shutil.rmtree(self.path, ignore_errors=True)
        else:
            print(f'the workspace is left in {self.path}', file=sys.stderr)


def check(complaints):
    """Ends the program: 0 without complaints, else 1 with all of them."""
    for complaint in complaints:
        print('FAILED:', complaint)
    if complaints:
        raise AssertionError(f'{len(complaints)} complaints')
