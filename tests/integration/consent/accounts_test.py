"""What one process of the app does to an epoch that others share: leaving its account, and a quick no and yes."""
import glob
import json
import os
import subprocess
import sys
import tempfile

from endpoint import COMMAND, Endpoint, eventually, main
from hosts import Host, as_user


def keys(folder):
    return sorted(glob.glob(os.path.join(folder, "state", "silhouette", "**", "epoch.key"), recursive=True))


def content(file):
    with open(file, "rb") as stream:
        return stream.read()


def account(host, name):
    """When the call began, in seconds."""
    *_, status, began, _ = host.ask(f"account {name}")
    assert status == "0", (name, status)
    return int(began) / 1e9


def inspected(folder, *words):
    """How many batches the command shows of what was sent."""
    done = subprocess.run([COMMAND, "inspect", "--app", "orders", "--json", *words], capture_output=True, timeout=60,
                          env=as_user(folder), check=True)
    return len(json.loads(done.stdout)["sent"])


def state(folder, *words):
    return json.loads(subprocess.run([COMMAND, "consent", "status", "--app", "orders", "--json", *words], capture_output=True,
                                     timeout=60, env=as_user(folder), check=True).stdout)


def test_the_policy_is_read_once_however_many_accounts_there_are():
    with tempfile.TemporaryDirectory() as folder:
        for name in ("maria", "john", "eve"):
            subprocess.run([COMMAND, "consent", "on", "--app", "orders", "--account", name], capture_output=True, timeout=60,
                           env=as_user(folder), check=True)
        log = os.path.join(folder, "calls")
        told = subprocess.run(["strace", "-qq", "-o", log, "-e", "trace=openat", COMMAND, "consent", "status", "--app", "orders", "--json"],
                              capture_output=True, timeout=60, env=as_user(folder), check=True).stdout
        assert json.loads(told)["open_accounts"] == 3, told
        assert content(log).count(b'"/etc/silhouette"') == 1, content(log)


def test_who_leaves_an_account_leaves_the_epoch_of_those_who_stay():
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as folder, \
            Host(folder, endpoint) as leaves, Host(folder, endpoint) as stays:
        for host in (leaves, stays):
            account(host, "maria")
        began, _ = leaves.choose("yes")
        for host in (leaves, stays):
            host.gate_after("open", began)
        (shared,) = keys(folder)
        key = content(shared)
        stays.click(5)
        leaves.click(5)
        eventually(lambda: all(host.stats()["sent"] > 0 for host in (leaves, stays)))

        began = account(leaves, "john")
        leaves.gate_after("shut", began)
        eventually(lambda: leaves.state() == "user-off")
        began, _ = leaves.choose("yes")
        leaves.gate_after("open", began)
        eventually(lambda: leaves.stats()["pending"] == 0)
        # The recorder thread of the one has left by now; the other one has not noticed anything.
        assert content(shared) == key
        assert stays.is_open() and [word for word, _ in stays.gates] == ["open"], stays.gates
        before = stays.stats()["sent"]
        stays.click(5)
        eventually(lambda: stays.stats()["sent"] >= before + 5)
        assert len(keys(folder)) == 2

        # Each is read under its own name, and all without one.
        eventually(lambda: all(host.stats()["pending"] == 0 for host in (leaves, stays)))
        sent = {name: inspected(folder, *words) for name, words in
                (("maria", ["--account", "maria"]), ("john", ["--account", "john"]), ("nobody", ["--account", "nobody"]), ("all", []))}
        assert sent["maria"] > 0 and sent["nobody"] == 0 and sent["all"] == sent["maria"] + sent["john"], sent

        assert state(folder)["open_accounts"] == 2
        assert "open_accounts" not in state(folder, "--account", "maria")

        # The last one to leave takes the key with it, before the call returns.
        account(stays, "nobody")
        assert not os.path.exists(shared)


def test_a_quick_no_and_yes_leaves_the_key_of_the_newer_epoch():
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as folder, \
            Host(folder, endpoint) as one, Host(folder, endpoint) as other:
        began, _ = one.choose("yes")
        for host in (one, other):
            host.gate_after("open", began)
        for turn in range(8):
            # Said by the one; taken back by the other before the one has finished.
            one.choose("no")
            began, _ = other.choose("yes")
            for host in (one, other):
                eventually(lambda: host.is_open() and host.state() == "recording")
            (file,) = eventually(lambda: keys(folder))
            key = content(file)
            for host in (one, other):
                host.click()
            eventually(lambda: all(host.stats()["pending"] == 0 for host in (one, other)))
            assert keys(folder) == [file] and content(file) == key, f"turn {turn}: another key, or none"
            assert one.is_open() and other.is_open(), f"turn {turn}"


main(sys.modules[__name__])
