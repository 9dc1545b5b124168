"""Of the object names in the live tree that a program ships, how many are kept. What ships is counted without our index: by `strings`
over the program, in both encodings. The live tree is the tests' own widget dump of an unmodified app.

live_names.py BUILD PROGRAM…
"""
import pathlib
import subprocess
import sys

import judging
from case import Workspace
from driver.display import Display
from driver.recorded_app import RecordedApp
from driver.waiting import wait_for
from scorecard import Rows
from scripts import SCRIPTS

WANTED = 0.95
# Of a name that is only the end of a longer string (the linker may have merged the two); shorter ones are found by chance
# (`Dialog` in `QDialog`).
TAIL_MIN = 8


def open_preferences_of_qbittorrent(app):
    app.click(kind="action", owner="QMenuBar", text="Tools")
    app.click(kind="action", owner="QMenu", text="Preferences")
    app.find(name="tabSelection")


def open_docks_of_speedcrunch(app):
    for dock in ("Functions", "Variables", "History"):
        app.click(kind="action", owner="QMenuBar", text="View")
        app.click(kind="action", owner="QMenu", text=dock)


# What to open first, where there is little to see otherwise.
OPENERS = {"qbittorrent": open_preferences_of_qbittorrent, "speedcrunch": open_docks_of_speedcrunch}


def strings(program):
    found = set()
    for encoding in ("S", "l"):
        out = subprocess.run(["strings", "-a", "-n", "2", "-e", encoding, program], capture_output=True, check=True).stdout
        found.update(out.decode(errors="replace").splitlines())
    return found


def live_names(app):
    """Names of all widgets, actions and menus, once the app shows a window and makes no more of them."""
    def names():
        found = set()
        for widget in app.dump()["widgets"]:
            found.add(widget["name"])
            for item in widget.get("items", []):
                found.update((item.get("name", ""), item.get("menu", "")))
            found.update(layout["name"] for layout in widget.get("layouts", []))
        return found - {""}
    seen = []

    def rests():
        seen.append(names())
        return len(seen) > 1 and seen[-1] and seen[-1] == seen[-2]
    wait_for("the app to have made its widgets", rests, pause=0.3)
    return seen[-1]


def main():
    build, programs = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    good = bool(programs)
    with Workspace() as workspace, Display(workspace) as display, Rows(build, "live_names") as rows:
        for program in programs:
            short = pathlib.Path(program).name
            folder = workspace / short
            (folder / "home").mkdir(mode=0o700, parents=True)
            files = SCRIPTS[short].prepare(folder / "home") if short in SCRIPTS else []
            with RecordedApp(build, folder, display, None, [program, *files]) as app:
                if short in OPENERS:
                    OPENERS[short](app)
                names = sorted(live_names(app))
            all_strings = strings(program)
            tails = "\n".join(all_strings) + "\n"
            shipped = [name for name in names if name in all_strings or (len(name) >= TAIL_MIN and f"{name}\n" in tails)]
            answers = judging.names(build / "bin" / "silhouette", shipped, programs=[program])
            lost = [name for name, (verdict, output) in zip(shipped, answers) if verdict != "kept" or output != name]
            kept = len(shipped) - len(lost)
            good &= rows.add("names kept in live windows", short,
                             f"{kept} of {len(shipped)} that ship ({100 * kept / max(len(shipped), 1):.1f} %), of {len(names)} in all",
                             ">= 95 %", len(shipped) > 0 and kept >= WANTED * len(shipped))
            if lost:
                print("    lost:", *lost)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
