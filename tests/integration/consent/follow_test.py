"""Every process of the app follows an off within 100 ms and an on within 1 s, wherever the choice's folder went."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

from endpoint import COMMAND, Endpoint, eventually, main
from hosts import Host, as_user, told

TURNS = 40


def consent(word, folder):
    """As a user types it; when the choice was changed by it: the start of the command is the machine's."""
    done = subprocess.run([COMMAND, "consent", word, "--app", "orders"], capture_output=True, timeout=60,
                          env=as_user(folder))
    assert done.returncode == 0, done.stderr
    stored = os.stat(os.path.join(folder, "state", "silhouette", "orders", "choice.json"))
    return (stored.st_ctime_ns - time.time_ns() + time.monotonic_ns()) / 1e9


def test_the_command_answers_for_the_notice_that_the_user_read_last():
    with tempfile.TemporaryDirectory() as folder:
        for words, version in ((["on"], 1), (["on", "--notice-version", "3"], 3), (["off"], 3), (["on"], 3), (["on"], 3),
                               (["on", "--notice-version", "2"], 2)):
            told_state = subprocess.run([COMMAND, "consent", *words, "--app", "orders", "--json"], capture_output=True,
                                        timeout=60, env=as_user(folder), check=True).stdout
            assert json.loads(told_state)["notice_version"] == version, (words, told_state)


def in_time(measure):
    """What is promised holds on a machine that has time for it: a busy one gets some tries."""
    for attempt in range(8):
        off, on = [], []
        measure(off, on)
        slow = [told("off", off) >= 0.1, told("on (the endpoint is asked first)", on) >= 1]
        if not any(slow):
            return
    raise AssertionError("too slow, each time")


def test_every_process_follows_another_ones_off_and_on():
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as folder, \
            Host(folder, endpoint) as one, Host(folder, endpoint) as other:

        def measure(off, on):
            for _ in range(TURNS):
                began, _ = one.choose("yes")
                on.append(other.gate_after("open", began) - began)
                one.gate_after("open", began)
                began, _ = one.choose("no")
                off.append(other.gate_after("shut", began) - began)

        in_time(measure)


def test_every_process_follows_the_command():
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as folder, \
            Host(folder, endpoint) as one, Host(folder, endpoint) as other:

        def measure(off, on):
            for _ in range(5):
                began = consent("on", folder)
                on += [host.gate_after("open", began) - began for host in (one, other)]
                began = consent("off", folder)
                off += [host.gate_after("shut", began) - began for host in (one, other)]

        in_time(measure)
        eventually(lambda: one.stats()["pending"] == 0)


def test_a_folder_further_up_that_is_moved_or_replaced_is_followed():
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as top:
        user, away, home = (os.path.join(top, *parts) for parts in (("user",), ("away",), ("user", "home")))
        os.makedirs(home)
        with Host(home, endpoint) as one, Host(home, endpoint) as other:
            began, _ = one.choose("yes")
            for host in (one, other):
                host.gate_after("open", began)

            def move(origin, target, word, times):
                began = time.monotonic()
                os.rename(origin, target)
                moved = time.monotonic()
                times += [max(host.gate_after(word, began) - moved, 0) for host in (one, other)]

            def measure(off, on):
                for turn in range(5):
                    move(user, away, "shut", off)
                    if turn % 2 == 0:
                        # Another one in its place, where nobody answered; it goes again.
                        os.makedirs(os.path.join(home, "state", "silhouette", "orders"), mode=0o700)
                        for host in (one, other):
                            host.click()
                            eventually(lambda: host.state() == "user-off")
                            assert not host.is_open()
                        shutil.rmtree(user)
                    move(away, user, "open", on)

            in_time(measure)
            began, _ = one.choose("no")
            other.gate_after("shut", began)


main(sys.modules[__name__])
