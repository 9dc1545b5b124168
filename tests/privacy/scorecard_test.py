"""The scorecard itself: rows of several tests become one table, in order, and a bad one is counted."""
import pathlib
import tempfile

import scorecard

with tempfile.TemporaryDirectory() as folder:
    with scorecard.Rows(folder, "later") as rows:
        rows.add("keypads", "found", "3 of 4", "4", False)
    with scorecard.Rows(folder, "first") as rows:
        assert rows.add("identifiers kept", "made up", "100 %", ">= 99.5 %", True) is True
        rows.add("a group of its own", "tab\tin it", 7)
    lines = scorecard.table(scorecard.read(folder)).splitlines()
    assert [line.split("  ")[0] for line in lines if not line.startswith(" ")] == [
        "identifiers kept", "keypads", "a group of its own", "3 rows, 1 bad"], lines
    assert [line for line in lines if line.endswith("BAD")] == [lines[3]], lines
    assert "tab in it" in lines[5], lines

    # A test that runs again replaces its rows, and one that dies leaves those it has.
    try:
        with scorecard.Rows(folder, "later") as rows:
            rows.add("keypads", "found", "4 of 4", "4", True)
            raise KeyError
    except KeyError:
        pass
    assert scorecard.table(scorecard.read(folder)).endswith("3 rows, 0 bad")

    (pathlib.Path(folder) / "scorecard" / "broken.tsv").write_text("one\ttwo\n")
    try:
        scorecard.read(folder)
    except SystemExit:
        pass
    else:
        raise AssertionError("a row with two columns was read")
