"""Asks `silhouette names` and `silhouette routes`, and says what of an answer is a leak."""
import pathlib
import re
import subprocess
import tempfile

# How a corpus writes that nothing is to be told.
DROP = "DROP"
NAME_LENGTH_MAX = 128


def _answers(command, lines):
    text = "".join(f"{line}\n" for line in lines)
    run = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    if run.returncode != 0:
        raise RuntimeError(f"{command[1]} failed: {run.stderr.decode(errors='replace')}")
    answers = [line.split("\t") for line in run.stdout.decode().split("\n")[:-1]]
    if len(answers) != len(lines):
        raise RuntimeError(f"{command[1]}: {len(lines)} lines in, {len(answers)} out")
    return [(verdict, output.replace("\\\\", "\\")) for _, verdict, output in answers]


def _with_file(option, lines, call):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "list"
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return call([option, file])


def names(silhouette, lines, manifest=(), programs=()):
    """(verdict, output) for each line."""
    command = [silhouette, "names", *(part for program in programs for part in ("--program", program))]
    return _with_file("--manifest", manifest, lambda source: _answers(command + source, lines))


def routes(silhouette, lines, table=(), manifest=()):
    command = [silhouette, "routes"]
    return _with_file("--table", table, lambda a: _with_file(
        "--manifest", manifest, lambda b: _answers(command + a + b, lines)))


def is_nothing(output):
    return output in ("", "*", ":var")


def pieces(content):
    """Every three letters and every two digits that stand together."""
    found = set()
    for run in re.findall(r"[^\W\d_]{3,}", content):
        found.update(run[place:place + 3].casefold() for place in range(len(run) - 2))
    for run in re.findall(r"\d{2,}", content):
        found.update(run[place:place + 2] for place in range(len(run) - 1))
    return found


def leaks_of(output, content, safe):
    """The pieces of `content` in `output` that are not in what may safely be told anyway."""
    if is_nothing(output):
        return set()
    return {piece for piece in pieces(content) if piece in output.casefold() and piece not in safe.casefold()}


def told_template(expected):
    """As the filter tells it: one that is too long for a name loses the names of its placeholders."""
    return expected if len(expected) <= NAME_LENGTH_MAX else re.sub(r"\{[^}/]*\}|(?<![A-Za-z0-9]):\w+", "{}", expected)


def route_leaks(output, expected):
    """Segments of a told route that the definition of the route does not have."""
    allowed = set(expected.split("/")) | {"", ":var", "#", DROP}
    return [segment for segment in output.split("/") if segment not in allowed]
