"""`serve` and `tenant` when something is wrong: a clear message, a stable exit code, nothing half done."""
import json
import os
import socket
import subprocess
import sys
import tempfile

from endpoint import COMMAND, Endpoint, main, run


def fails(code, *arguments, says=(), **keywords):
    done = run(*arguments, **keywords)
    assert done.returncode == code, (arguments, done.returncode, done.stderr)
    assert done.stdout == "", done.stdout
    assert done.stderr.strip(), "a failure without a message"
    for word in says if isinstance(says, tuple) else (says,):
        assert word in done.stderr, done.stderr
    return done


def test_usage_errors_exit_2():
    with tempfile.TemporaryDirectory() as folder:
        fails(2, "serve")
        fails(2, "serve", "--data")
        fails(2, "serve", "--data", folder, "--unknown")
        for listen in ("", "8443", "localhost", "localhost:", ":8443", "localhost:x", "localhost:70000", "localhost:-1"):
            fails(2, "serve", "--data", folder, "--listen", listen)
        fails(2, "serve", "--data", folder, "--cert", "x.pem")
        fails(2, "tenant")
        fails(2, "tenant", "create")
        fails(2, "tenant", "create", "acme")
        fails(2, "tenant", "list")
        for days in ("0", "29", "36501", "x", ""):
            fails(2, "serve", "--data", folder, "--remember-erased", days)
        fails(2, "tenant", "allow", "acme", "--data", folder)
        fails(2, "tenant", "audit")
        fails(2, "tenant", "audit", "acme")
        fails(2, "tenant", "audit", "a b", "--data", folder)
        fails(2, "tenant", "allow", "acme", "maybe", "--data", folder)
        fails(2, "tenant", "allow", "acme", "on", "--data", folder, "--endpoint", "https://localhost:1")
        fails(2, "tenant", "allow", "acme", "on", "--endpoint", "https://localhost:1", env={"PATH": "/usr/bin"})
        for name in ("", "a b", "ä", "a/b", "x" * 65, "'; DROP TABLE tenants; --"):
            fails(2, "tenant", "create", name, "--data", folder)
        assert os.listdir(folder) == [], "usage errors leave nothing behind"


def test_data_folders_that_cannot_be_used_exit_1():
    with tempfile.TemporaryDirectory() as folder:
        fails(1, "tenant", "list", "--data", os.path.join(folder, "missing"), says="missing")
        fails(1, "tenant", "allow", "acme", "on", "--data", folder, says="no tenants.sqlite")
        file = os.path.join(folder, "file")
        with open(file, "w", encoding="ascii") as stream:
            stream.write("x")
        fails(1, "serve", "--data", file, says="not a folder")
        fails(1, "serve", "--data", os.path.join(file, "below"))
        garbage = os.path.join(folder, "garbage")
        os.mkdir(garbage)
        for name in ("tenants.sqlite", "log.sqlite", "erased.sqlite"):
            with open(os.path.join(garbage, name), "wb") as stream:
                stream.write(b"this is no database" * 500)
            fails(1, "serve", "--data", garbage, "--listen", "127.0.0.1:0", says=name)
            os.unlink(os.path.join(garbage, name))


def test_a_read_only_data_folder_exits_1():
    with tempfile.TemporaryDirectory() as target:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=700", "tmpfs", target], check=True)
        try:
            assert run("tenant", "create", "acme", "--data", os.path.join(target, "data")).returncode == 0
            subprocess.run(["mount", "-o", "remount,bind,ro", target], check=True)
            fails(1, "serve", "--data", os.path.join(target, "data"), "--listen", "127.0.0.1:0", says="Read-only")
            fails(1, "tenant", "create", "globex", "--data", os.path.join(target, "data"))
            fails(1, "tenant", "create", "globex", "--data", os.path.join(target, "new"))
        finally:
            subprocess.run(["umount", target], check=True)


def test_a_folder_that_is_served_and_a_port_that_is_taken_exit_1():
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as folder:
        fails(1, "serve", "--data", endpoint.data, "--listen", "127.0.0.1:0", says="another server")
        fails(1, "serve", "--data", os.path.join(folder, "data"), "--listen", f"127.0.0.1:{endpoint.port}",
              says="cannot listen on")
        fails(1, "serve", "--data", os.path.join(folder, "data"), "--listen", "no.such.host.invalid:0",
              says="cannot listen on")


def test_certificates_that_cannot_be_used_exit_1():
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        garbage = os.path.join(folder, "garbage.pem")
        with open(garbage, "w", encoding="ascii") as stream:
            stream.write("no certificate")
        fails(1, "serve", "--data", data, "--listen", "127.0.0.1:0", "--cert", garbage, "--key-file", garbage,
              says="cannot use the certificate")
        fails(1, "serve", "--data", data, "--listen", "127.0.0.1:0", "--cert", "/missing", "--key-file", garbage)


def test_a_tenant_is_made_once_and_unknown_ones_are_told():
    with Endpoint() as endpoint:
        fails(1, "tenant", "create", "acme", "--data", endpoint.data, says="already")
        fails(1, "tenant", "allow", "nobody", "on", "--data", endpoint.data, says="no tenant 'nobody'")
        fails(1, "tenant", "audit", "nobody", "--data", endpoint.data, says="no tenant 'nobody'")
        assert run("tenant", "list", "--data", endpoint.data).stdout == "acme on sampling 1000 name-gate 0\n"
        assert run("tenant", "allow", "acme", "off", "--data", endpoint.data).stdout == "acme off\n"


def test_the_command_over_https_tells_what_is_wrong():
    with Endpoint() as endpoint, tempfile.TemporaryDirectory() as folder:
        url, ca = f"https://127.0.0.1:{endpoint.port}", os.path.join(endpoint.data, "ca.pem")
        admin = endpoint.keys["admin_token"]
        token_file = os.path.join(folder, "token")
        with open(token_file, "w", encoding="ascii") as stream:
            stream.write(admin + "\n")
        done = run("tenant", "list", "--endpoint", url, "--token", "@" + token_file, "--ca", ca, "--json")
        assert [one["tenant"] for one in json.loads(done.stdout)] == ["acme"], done.stderr

        def allow(*rest):
            return ("tenant", "allow", "acme", "on") + rest

        fails(1, *allow("--endpoint", url, "--token", admin), says="certificate is not trusted")
        fails(1, *allow("--endpoint", url, "--token", admin, "--ca", "/missing"), says="/missing")
        fails(1, *allow("--endpoint", url, "--token", "wrong", "--ca", ca), says="key or token")
        fails(1, *allow("--endpoint", url, "--token", endpoint.keys["viewer_token"], "--ca", ca), says="does not allow")
        fails(1, *allow("--endpoint", url, "--token", "@/missing", "--ca", ca), says="/missing")
        fails(1, *allow("--endpoint", "http://127.0.0.1:1", "--token", admin), says="https")
        fails(1, *allow("--endpoint", "https://127.0.0.1:1", "--token", admin), says="cannot reach")
        fails(1, "tenant", "allow", "globex", "on", "--endpoint", url, "--token", admin, "--ca", ca)
        # The name in the certificate counts: 127.0.0.2 is the same machine, and another name.
        fails(1, *allow("--endpoint", f"https://[::1]:{endpoint.port}", "--token", admin, "--ca", ca))
        with socket.create_server(("127.0.0.1", 0)) as stranger:
            port = stranger.getsockname()[1]
            process = subprocess.Popen([COMMAND, *allow("--endpoint", f"https://127.0.0.1:{port}", "--token", admin)],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            connection, _ = stranger.accept()
            connection.sendall(b"SSH-2.0-not-https\r\n")
            connection.close()
            _, text = process.communicate(timeout=120)
            assert process.returncode == 1 and "cannot reach" in text, text


main(sys.modules[__name__], mounts=True)
