"""Waiting for conditions."""
import time


class TimedOut(AssertionError):
    """What was waited for did not come."""


def wait_for(what, condition, seconds=60, pause=0.03):
    """The first true value of `condition()`; TimedOut after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimedOut(f'waited {seconds} s in vain for {what}')
        time.sleep(pause)
