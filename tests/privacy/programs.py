"""What real programs let pass by membership alone: their own literals against lists of countries, cities, regions, first names and
numbers. A program may carry such words itself; then docs/privacy.md has to name each.

programs.py BUILD DOCUMENT              for the test
programs.py BUILD DOCUMENT --document   prints the table for the document
"""
import collections
import pathlib
import re
import sys

import judging
import word_lists
from scorecard import Rows

# What the packages of the tests bring; what a release does not have is said.
PROGRAMS = [f"/usr/bin/{name}" for name in
            "qbittorrent keepassxc kcalc speedcrunch featherpad qt6ct cmake openbox Xvfb xdotool ninja".split()]
PROGRAMS.append("/usr/lib/qt6/bin/designer")
GROUP = "accepted by membership alone"
# Of a list. A program that carries more of it carries such a list itself.
FEW = 0.001
# Where the accepted words of the document were measured.
MEASURED_ON = "12"


def release():
    text = pathlib.Path("/etc/os-release").read_text(encoding="utf-8")
    found = re.search(r'^VERSION_ID="?(\d+)', text, re.M)
    return found.group(1) if found else ""


def accepted(silhouette, program, words):
    """{word: what is told of its spellings}"""
    lines = [(word, spelling) for word in sorted(words) for spelling in word_lists.spellings(word)]
    answers = judging.names(silhouette, [spelling for _, spelling in lines], programs=[program])
    told = collections.defaultdict(set)
    for (word, _), (_, output) in zip(lines, answers):
        if not judging.is_nothing(output):
            told[word].add(output)
    return dict(told)


def named_in(document):
    """{program: the words that the document says it carries}"""
    named = {}
    for line in document.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 2:
            named[cells[0]] = set(re.findall(r"`([^`]+)`", cells[1]))
    return named


def main():
    build, document = sys.argv[1], pathlib.Path(sys.argv[2])
    silhouette = pathlib.Path(build) / "bin" / "silhouette"
    lists = word_lists.lists()
    there = [program for program in PROGRAMS if pathlib.Path(program).exists()]
    print("this system does not have", *(set(PROGRAMS) - set(there) or ["none missing"]))
    named = named_in(document)
    good = len(there) >= 10
    found = {program: {name: accepted(silhouette, program, words) for name, words in lists.items()} for program in there}
    with Rows(build, "programs") as rows:
        for name, words in lists.items():
            none = 0
            for program in there:
                outputs, short = found[program][name], pathlib.Path(program).name
                none += not outputs
                if not outputs:
                    continue
                unnamed = sorted(set().union(*outputs.values()) - named.get(short, set()))
                share = len(outputs) / len(words)
                # Another release has other programs, whose words the document does not know.
                ok = not unnamed if release() == MEASURED_ON else None if share > FEW else True
                good &= rows.add(GROUP, f"{name}: {short}", f"{len(outputs)} of {len(words)} ({100 * share:.2f} %)",
                                 "<= 0.1 %, or named", ok) is not False
                if unnamed:
                    print("    not named in the document:", *unnamed)
            rows.add(GROUP, f"{name}: programs that let none of {len(words)} pass", f"{none} of {len(there)}")
    if "--document" in sys.argv:
        for program in sorted(there):
            words = sorted({output for words in found[program].values() for outputs in words.values() for output in outputs},
                           key=lambda word: (word.casefold(), word))
            if words:
                print(f"| {pathlib.Path(program).name} | {' '.join(f'`{word}`' for word in words)} |")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
