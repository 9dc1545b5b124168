"""navigate_test.py BUILD HOST: a host with routes is recorded, and its export holds templates and nothing of anybody."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from driver.ingest import Ingest

BUILD, HOST = pathlib.Path(sys.argv[1]), sys.argv[2]
SECRET = "Marguerite"
DEEP = "/".join(["", "reports"] + [f"{SECRET}{number}" for number in range(12)] + ["monthly"])
# What the host navigates to, and the view that the export is to have; None: not recorded.
ROUTES = [
    (f"/customers/{SECRET}/orders?by={SECRET}#{SECRET}", "/customers/{id}/orders"),
    ("/customers/42/orders", None),  # the same is told of it: no news
    ("/customers/42", "/customers/{id}"),
    (f"/reports/monthly/{SECRET}", "/reports/monthly/:var"),
    (f"https://{SECRET}:pw@{SECRET.lower()}.example/reports", "/reports"),
    (f"app://projects/{SECRET}", "app://projects/{id}"),
    (f"#/search/{SECRET}", "#/search/{words}"),
    (f"#/search/{SECRET}{SECRET}", None),
    (DEEP, "/reports" + "/:var" * 12 + "/monthly"),
    ("/" + SECRET, "/:var"),
    ("/from_manifest", "/from_manifest"),
    ("/" + SECRET, "/:var"),
    ("/from_beside", "/from_beside"),
    ("/", ":root"),
    ("mailto:" + SECRET, "refused"),
    ("/home/../" + SECRET, "refused"),
    ("/customers/7", "/customers/{id}"),
]


# The same when others can change the manifests, which then prove nothing. The second `/:var` is no news.
WITHOUT = [("/customers/7", "/customers/{id}"), ("/from_manifest", "/:var"), ("/from_beside", None), ("/customers/9", "/customers/{id}")]


def run(workspace, ingest, window, routes=ROUTES):
    environment = {**os.environ, "ENDPOINT": ingest.endpoint, "KEY": ingest.key, "CA": str(ingest.ca),
                   "HOME": str(workspace), "XDG_STATE_HOME": str(workspace / "state"),
                   "XDG_CACHE_HOME": str(workspace / "cache"), "MANIFEST": str(workspace / "names")}
    environment.pop("DO_NOT_TRACK", None)
    if window:
        environment["WINDOW"] = "1"
    seen = {session["session"] for session in ingest.sessions()}
    host = subprocess.run([workspace / "host"], input="".join(route + "\n" for route, _ in routes), env=environment,
                          capture_output=True, text=True, timeout=90)
    assert host.returncode == 0, (host.returncode, host.stderr)
    answers = host.stdout.split()
    assert [answer == "0" for answer in answers] == [view != "refused" for _, view in routes], answers
    session, = [one["session"] for one in ingest.sessions() if one["session"] not in seen]
    items = ingest.items(session)
    entered = [item["view"] for item in items if item["type"] == "navigation" and item["kind"] == "view_entered"]
    wanted = [view for _, view in routes if view not in (None, "refused")]
    assert entered == wanted, f"\n{entered}\n{wanted}"
    # Each is a view of the one window; the same template is the same element wherever it comes.
    routes = {item["view"]: item["element"] for item in items if item["type"] == "navigation" and item["kind"] == "view_entered"}
    ids = [item["element"]["id"] for item in items if item["type"] == "navigation" and item["view"] == "/customers/{id}"]
    assert len(ids) == 2 and len(set(ids)) == 1, ids
    assert len({item["window"] for item in items if item["type"] == "navigation"}) == 1
    if window:
        assert routes["/reports"]["path"].startswith("mainWindow/"), routes["/reports"]
    for form in ("jsonl", "html", "rrweb"):
        assert SECRET.lower() not in ingest.export(session, form).lower(), form
    return session


with tempfile.TemporaryDirectory() as folder:
    workspace = pathlib.Path(folder)
    # Given by the host, and beside the program.
    manifests = {workspace / "names": "from_manifest\n", workspace / "host.manifest": "from_beside\n"}
    for file, text in manifests.items():
        file.write_text(text)
        file.chmod(0o644)
    shutil.copy2(HOST, workspace / "host")
    with Ingest(BUILD, workspace) as ingest:
        run(workspace, ingest, window=False)
        run(workspace, ingest, window=True)
        for file in manifests:
            file.chmod(0o666)
        run(workspace, ingest, window=False, routes=WITHOUT)
        for file in ingest.data.rglob("*"):
            assert not file.is_file() or SECRET.lower().encode() not in file.read_bytes().lower(), file
