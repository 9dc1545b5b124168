"""The privacy scorecard: `./tests/run privacy` ends with one table, to which every test of privacy adds its rows.

A test writes what it measured into a file of its own, BUILD/scorecard/<test>.tsv, one row a line:

    group TAB measure TAB figure TAB wanted TAB ok|BAD|info

`group` is a heading of the table (GROUPS below gives their order), `wanted` is what the test holds the figure to and
may be empty. In Python: `with Rows(build, "keypads") as rows: rows.add(GROUP, measure, figure, wanted, ok)`. In any other language:
write the file. The row does not make a test fail: the test does that itself; a BAD row only says where.

    scorecard.py BUILD        prints the table of all rows there
"""
import pathlib
import sys

GROUPS = [
    "identifiers kept",
    "content passed",
    "hybrids leaked",
    "routes",
    "accepted by membership alone",
    "names kept in live windows",
    "keypads",
    "differential run",
    "leak hunt",
]


class Rows:
    """Rows of one test, written when the test is done, however it ends."""

    def __init__(self, build, test):
        self.file = pathlib.Path(build) / "scorecard" / f"{test}.tsv"
        self.rows = []

    def __enter__(self):
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.unlink(missing_ok=True)
        return self

    def __exit__(self, *_):
        self.file.write_text("".join("\t".join(row) + "\n" for row in self.rows), encoding="utf-8")

    def add(self, group, measure, figure, wanted="", ok=None):
        """Returns `ok`, so that a test can collect what it has to fail for."""
        verdict = "info" if ok is None else "ok" if ok else "BAD"
        row = [str(cell).replace("\t", " ").replace("\n", " ") for cell in (group, measure, figure, wanted, verdict)]
        self.rows.append(row)
        print("  ".join(row))
        return ok


def read(build):
    rows = []
    for file in sorted((pathlib.Path(build) / "scorecard").glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) != 5:
                sys.exit(f"{file}: a row has five columns, this one not: {line!r}")
            rows.append(cells)
    return rows


def table(rows):
    order = {group: place for place, group in enumerate(GROUPS)}
    rows = sorted(rows, key=lambda row: order.get(row[0], len(order)))
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(1, 5)]
    lines, group = [], None
    for row in rows:
        if row[0] != group:
            group = row[0]
            lines.append(group)
        cells = [cell.ljust(width) for cell, width in zip(row[1:], widths)]
        lines.append("  " + "  ".join(cells).rstrip())
    bad = sum(row[4] == "BAD" for row in rows)
    lines.append(f"{len(rows)} rows, {bad} bad")
    return "\n".join(lines)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: scorecard.py BUILD")
    rows = read(sys.argv[1])
    if not rows:
        sys.exit(f"{sys.argv[1]}/scorecard: no rows; ./tests/run privacy measures them")
    print(table(rows))
