"""Scores the filter of names and routes: over the project's own small data, and over a corpus where there is one.

score.py BUILD; the corpus is the folder that SILHOUETTE_CORPUS names, as `./tests/run --corpus` sets it.
"""
import collections
import gzip
import os
import pathlib
import re
import sys

import judging
import own_data
from scorecard import Rows


class Corpus:
    """The files of a corpus folder (docs/testing.md)."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.identifiers = {file.name.removesuffix(".tsv.gz").removeprefix("identifiers_"): self.rows(file)
                            for file in sorted(self.folder.glob("identifiers_*.tsv.gz"))}
        self.content, self.hybrids, self.routes = (
            self.rows(self.folder / f"{name}.tsv.gz") for name in ("content", "hybrid", "routes"))
        if not (self.identifiers and self.content and self.hybrids and self.routes):
            sys.exit(f"{folder}: a file of the corpus is empty or missing")

    @staticmethod
    def rows(file):
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as stream:
            return [line.rstrip("\n").split("\t") for line in stream]


def share(part, whole):
    return f"{part} of {whole} ({100 * part / max(whole, 1):.2f} %)"


def examples(found, most=10):
    for one in found[:most]:
        print("    ", *one, sep="  ")


def is_fixed(segment):
    """Of a route or template: no placeholder and not nothing."""
    return segment not in ("", "#", judging.DROP) and not re.search(r"[{}:]", segment)


def score(silhouette, data, source, rows):
    """Returns whether every row is as it has to be."""
    good = True
    by_program = collections.defaultdict(set)
    for kind, identifiers in data.identifiers.items():
        kept, lost = 0, []
        of_program = collections.defaultdict(list)
        for program, _, _, identifier, *_ in identifiers:
            of_program[program].append(identifier)
            by_program[program].add(identifier)
        for program, mine in of_program.items():
            for raw, (verdict, output) in zip(mine, judging.names(silhouette, mine, manifest=sorted(by_program[program]))):
                if verdict == "kept" and output == raw:
                    kept += 1
                else:
                    lost.append((program, raw, verdict, output))
        good &= rows.add("identifiers kept", f"{kind}, {source}", share(kept, len(identifiers)), ">= 99.5 %",
                         kept >= 0.995 * len(identifiers))
        examples(lost)

    strings = [string for _, string, *_ in data.content]
    passed, hybrid_leaks = [], []
    raws = [row[0] for row in data.hybrids]

    def judge_hybrids(program, manifest):
        answers = judging.names(silhouette, raws, manifest=manifest)
        for (raw, _, safe, content, *_), (_, output) in zip(data.hybrids, answers):
            if leaked := judging.leaks_of(output, content, safe):
                hybrid_leaks.append((program, raw, output, leaked))
        return answers

    for program, manifest in sorted(by_program.items()):
        answers = judging.names(silhouette, strings, manifest=sorted(manifest))
        passed += [(program, raw, output) for raw, (_, output) in zip(strings, answers) if not judging.is_nothing(output)]
        judge_hybrids(program, sorted(manifest))
    good &= rows.add("content passed", f"{len(strings)} strings x {len(by_program)} programs, {source}", len(passed), "0", not passed)
    examples(passed)

    answers = judging.names(silhouette, strings, manifest=own_data.BEGINNINGS)
    begun = [(raw, output) for raw, (_, output) in zip(strings, answers) if not judging.is_nothing(output)]
    good &= rows.add("content passed", f"{len(strings)} strings, in a program that holds what such begin with, {source}", len(begun), "0",
                     not begun)
    examples(begun)

    # An app that ships the format of every hybrid, which is the most that composed names can give away; without those
    # that are a word of somebody's content in another row, since then they would be rightly told.
    formats = {text.replace("*", "%1") for row in data.hybrids for text in row[1:3] if text not in ("", "DROP")}
    contents = "\n".join(row[3] for row in data.hybrids)
    answers = judge_hybrids("every format", sorted(text for text in formats if text.partition("%1")[0] not in contents))
    wanted = [(row, output) for row, (_, output) in zip(data.hybrids, answers) if row[4] == "index" and row[1] != "*"]
    useful = sum(output.endswith("*") and row[1].startswith(output[:-1]) and output != "*" for row, output in wanted)
    good &= rows.add("hybrids leaked", f"{len(raws)} hybrids x {len(by_program) + 1} programs, {source}", len(hybrid_leaks), "0",
                     not hybrid_leaks)
    examples(hybrid_leaks)
    rows.add("hybrids leaked", f"told as a template, style index, {source}", share(useful, len(wanted)))

    tables = collections.defaultdict(set)
    for _, expected, origin, *_ in data.routes:
        tables[origin].add(expected)
    exact, blunter, told, leaking, without, equal = 0, 0, 0, [], [], set()
    by_origin = collections.defaultdict(list)
    for row in data.routes:
        by_origin[row[2]].append(row)
    for origin, its in by_origin.items():
        its_raw = [row[0] for row in its]
        answers = judging.routes(silhouette, its_raw, table=sorted(tables[origin] - {judging.DROP}))
        for (raw, expected, *_), (_, output) in zip(its, answers):
            output, expected = output or judging.DROP, judging.told_template(expected)
            exact += output == expected
            leaked = output != expected and judging.route_leaks(output, expected)
            blunter += output != expected and not leaked
            if leaked:
                leaking.append((origin, raw, output, expected))
        # Without a table: an app that ships every fixed segment of its routes, and each program's names beside.
        shipped = {segment for template in tables[origin] for segment in template.split("/") if is_fixed(segment)}
        for program, manifest in [("", set()), *sorted(by_program.items())]:
            answers = judging.routes(silhouette, its_raw, manifest=sorted(shipped | manifest))
            for (raw, expected, *_), (_, output) in zip(its, answers):
                told += not program and any(is_fixed(segment) for segment in output.split("/"))
                leaked = set(judging.route_leaks(output or judging.DROP, expected))
                if leaked - shipped - manifest:
                    without.append((origin, program, raw, output, expected))
                elif leaked:
                    # A value that equals what shipped cannot be told from it.
                    equal.add((origin, raw, *sorted(leaked)))
    total = len(data.routes)
    good &= rows.add("routes", f"exact with the route table, {source}", share(exact, total), ">= 95 %", exact >= 0.95 * total)
    rows.add("routes", f"blunter with the route table, {source}", share(blunter, total))
    good &= rows.add("routes", f"leaking with the route table, {source}", len(leaking), "0", not leaking)
    examples(leaking)
    # Else nothing could leak.
    good &= rows.add("routes", f"told more than :var without a table, {source}", share(told, total), ">= 50 %", told >= 0.5 * total)
    good &= rows.add("routes", f"leaking what did not ship without a table, x {len(by_program) + 1} manifests, {source}", len(without), "0",
                     not without)
    examples(without)
    good &= rows.add("routes", f"with a value that equals what shipped, without a table, {source}", share(len(equal), total), "<= 0.5 %",
                     len(equal) <= 0.005 * total)
    examples(sorted(equal))
    return good


def main():
    build, corpus = sys.argv[1], os.environ.get("SILHOUETTE_CORPUS", "")
    silhouette = pathlib.Path(build) / "bin" / "silhouette"
    with Rows(build, "names") as rows:
        good = score(silhouette, own_data, "own data", rows)
        if corpus:
            good &= score(silhouette, Corpus(corpus), "corpus", rows)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
