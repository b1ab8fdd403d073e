#!/usr/bin/env python3
"""Two builds side by side: the same commands, the same answers.

usage: eng/same-answers.py OLD NEW [--only TEXT] [--keep DIR] [--without-reports]

OLD and NEW are folders that hold Carousel.Cli.dll. Every line of eng/same-answers.txt is a command; NAME stands before
it. A command that begins with lab is one of the laboratory: of Carousel.Lab.dll, in NEW or beside it under Carousel.Lab;
a build from before that command has it as the verb laboratory. A command that trains writes into out/NAME; one that reads a model of another line finds OLD's file of it under
stored/OTHER.safetensors, in both runs, so that models that an old build wrote are read by the new one.

Compared are: what is printed (times aside), the help of every verb, and every file that is left: the tensors of a model
byte by byte, what else it holds as JSON, tables and texts byte by byte. A report is compared by its sections, figures and
texts; what differs there is shown, and is a difference like any other. `serve-steps MODEL FILE` starts a server, sends it
rows of the file, restarts it and goes on: compared are its answers and the state of the session.
"""

import argparse
import difflib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
CASES = ROOT / "eng" / "same-answers.txt"
TIMES = [
    (re.compile(r'"(seconds|seconds_per_epoch|per_second|elapsed)":[0-9.eE+-]+'), r'"\1":0'),
    (re.compile(r'"memory":\{[^{}]*\}'), '"memory":{}'),
    (re.compile(r"(peak memory|runtime, program and data) +[0-9.]+ [kMG]B"), r"\1"),
    (re.compile(r"[0-9]+:[0-9][0-9] left"), "TIME left"),
    (re.compile(r"[0-9.]+ of real time"), "TIME of real time"),
    (re.compile(r"[0-9.]+ → [0-9.]+ µs .*"), "TIME"),
    (re.compile(r"\b[0-9][0-9.,]* (s|ms|µs|min|h)\b"), "TIME"),
    (re.compile(r"\b[0-9][0-9.,]* [a-z]+/s\b"), "RATE"),
]


def cases():
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, command = line.split(None, 1)
            yield name, command


def without_times(text):
    """What may differ from one run to the next: times, rates, what the process held; and which kind of blank keeps words together."""
    text = text.replace("\u00a0", " ").replace("carousel laboratory", "carousel-lab")
    for pattern, replacement in TIMES:
        text = pattern.sub(replacement, text)
    return text


def make(folder):
    """Data that no sample has the form of, made from the samples."""
    folder.mkdir(exist_ok=True)
    samples = ROOT / "samples"

    def write(name, lines):
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    flights = (samples / "us_flights_hourly.csv").read_text(encoding="utf-8").splitlines()
    write("short.csv", flights[:200])
    two = [(place, line, size) for place, line, size in
           [(p, l, s) for p, s, rows in (("ABE", 3, flights[1:700]), ("ORD", 9, flights[1001:1700])) for l in rows]]
    write("two.csv", ["airport,size," + flights[0]] + [f"{place},{size},{line}" for place, line, size in two])
    write("sums.csv", ["airport,state," + flights[0]] + [
        f"{place},{state},{flights[i].split(',', 1)[0]},{flights[i + shift].split(',', 1)[1]}"
        for place, state, shift in (("ABE", "PA", 0), ("PHL", "PA", 400), ("ORD", "IL", 900)) for i in range(1, 700)])
    write("few.tsv", (samples / "film_reviews.tsv").read_text(encoding="utf-8").splitlines()[:301])
    values = [float(line.split(",")[1]) for line in flights[1:1201]]
    write("counts.csv", ["hour,sold"] + [f"{line.split(',')[0]},{max(0, int(v * 7) % 6 - 3)}" for line, v in zip(flights[1:1201], values)])
    write("steps.csv", ["id,x,y,class"] + [
        f"s{i // 12},{v},{v * (i % 5)},{'up' if (i // 12) % 3 else 'down'}" for i, v in enumerate(values)])
    write("states.csv", ["id,x,y,state"] + [
        f"s{i // 40},{v},{values[i - 1]},{'high' if v > 60 else 'low'}" for i, v in enumerate(values)])
    write("labels.csv", ["sequence,step,label"] + [
        f"{s},{t},{'late' if t > 19 + s % 5 else 'early'}" for s in range(1, 21) for t in range(40)])
    latch = (samples / "latch.csv").read_text(encoding="utf-8").splitlines()[1:]
    write("latch.csv", ["id,value,take,output1"] + [
        f"{'ab'[i % 2]},{line},{line.split(',')[0]}" for i, line in enumerate(latch)])
    write("series.ts", ["@problemName made", "@timeStamps false", "@missing true", "@univariate false", "@dimensions 2", "@classLabel true up down", "@data"] + [
        f"{','.join('?' if k % 7 == i % 7 else str(v) for k, v in enumerate(values[i:i + 10]))}:{','.join(str(k % (2 + i % 3)) for k in range(10))}:{'up' if i % 20 else 'down'}"
        for i in range(0, 600, 10)])
    spans = []
    for line in (samples / "english_ewt.conll").read_text(encoding="utf-8").splitlines()[2:6000]:
        token, _, label = line.partition("\t")
        inside = label == "PROPN"
        kind = "" if not line else "I-NAME" if inside and spans and spans[-1].endswith("NAME") else "B-NAME" if inside else "O"
        spans.append(f"{token}\t{kind}" if line else "")
    write("spans.conll", spans)
    words = sorted({line.split("\t")[0].lower() for line in spans if line})[:400]
    write("vectors.txt", [f"{word} " + " ".join(f"{(len(word) * k % 7) / 7:.3f}" for k in range(1, 6)) for word in words])
    (folder / "text.txt").write_text((samples / "moby_dick.txt").read_text(encoding="utf-8")[:60_000], encoding="utf-8")
    write("lines.txt", ["the small house", "a red dog sees the cat"])
    write("pairs.tsv", ["the small house\tdas kleine haus", "a red dog\tein roter hund"])
    write_drawings(write)
    digits = (samples / "spoken_digits.tsv").read_text(encoding="utf-8").splitlines()
    write("digits.tsv", [digits[0], *digits[1::5]])
    write("scenes.tsv", (samples / "nlvr" / "sentences.tsv").read_text(encoding="utf-8").splitlines()[:21])
    write("odd.csv", ["left,right,odd"] + [
        f"{'' if i % 97 == 5 else v},{150 if 900 < i < 912 else v / (1 + i % 3)},{int(900 < i < 912)}" for i, v in enumerate(values)])
    write("log.csv", ["host,time,action,bytes,attack"] + [
        f"h{i % 6},2024-03-{1 + i // 48:02} {i // 2 % 24:02}:{i % 60:02}:00,{'dump' if i % 83 == 9 else ('read', 'write', 'list')[i % 3]},{v},{int(i % 83 == 9)}"
        for i, v in enumerate(values)])
    stamps = [f"2024-03-{1 + i // 48:02} {i // 2 % 24:02}:{30 * (i % 2):02}:00" for i in range(len(values))]
    state, bases = 7, []
    for _ in range(20_000):
        state = (1103515245 * state + 12345) % (1 << 31)
        bases.append("ACGT"[(state >> 16) % 4])
    write("bases.fasta", [">made"] + ["".join(bases[i:i + 60]) for i in range(0, len(bases), 60)])
    places = [(first, first + 60 + 3 * (first % 97), "-" if first % 2 else "+") for first in range(150, 19_500, 331)]
    write("genes.gff", ["##gff-version 3"] + [
        f"made\tx\tCDS\t{first}\t{last}\t.\t{strand}\t0\tID=gene{first}" + (";pseudo=true" if first % 7 == 0 else "")
        for first, last, strand in places])
    write("bases.bed", [f"made\t{first}\t{first + 200}\t{'open' if first % 3 else 'bound'}" for first, _, _ in places])
    features = []
    for first, last, strand in places:
        where = f"join({first}..{first + 20},{first + 90}..{last + 90})"
        features += [f"     CDS             {f'complement({where})' if strand == '-' else where}", f"                     /gene=\"g{first}\""]
    rows = [" ".join("".join(bases[i + k:i + k + 10]) for k in range(0, 60, 10)).lower() for i in range(0, len(bases), 60)]
    write("genome.gb", ["LOCUS       made", "VERSION     made.1", "FEATURES             Location/Qualifiers", *features, "ORIGIN"]
          + [f"{60 * i + 1:>9} {row}" for i, row in enumerate(rows)] + ["//"])


def write_drawings(write):
    """Made digits of two strokes and more: a table of points, stroke-3 with and without labels, equally many points a line."""
    rows, strokes, bare, lines = ["drawing,x,y,pen,label"], [], [], []
    for d in range(36):
        label = str(d % 3)
        points = [(round((p * (d % 3 + 1) % 5) + 0.1 * (d * p % 7), 3), round((p * p % (4 + d % 3)) + 0.05 * d, 3)) for p in range(8 + d % 3)]
        rows += [f"{d},{x},{y},{0 if p == 5 else 1},{label}" for p, (x, y) in enumerate(points)]
        moves = [[x - (points[p - 1][0] if p else 0), y - (points[p - 1][1] if p else 0), 1 if p in (4, len(points) - 1) else 0]
                 for p, (x, y) in enumerate(points)]
        strokes.append(json.dumps({"strokes": moves, "label": label}))
        bare.append(json.dumps(moves))
        lines.append(",".join(f"{x:.3f},{y:.3f}" for x, y in points[:8]) + "," + label)
    write("points.csv", rows)
    write("strokes.ndjson", strokes)
    write("bare.ndjson", bare)
    write("digits.csv", lines)


ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "DOTNET_CLI_UI_LANGUAGE": "en", "TERM": "dumb"}


def serve(build, folder, name, model, rows):
    """Answers of a server to the rows of a file: one by one, several at once, and again after a restart; then the state."""
    home = folder / "out" / name
    shutil.rmtree(home / "served", ignore_errors=True)
    (home / "served").mkdir(parents=True)
    shutil.copyfile(folder / model, home / "served" / "one.safetensors")
    names, *lines = [line.split(",") for line in (folder / rows).read_text(encoding="utf-8").splitlines()[:81]]
    lines = [dict(zip(names, line)) for line in lines]
    blocks = [[line] for line in lines[:30]] + [lines[30:50]], [[line] for line in lines[50:]]
    session, first, answers = None, 1, []
    for part in blocks:
        server = subprocess.Popen(
            ["dotnet", str(build / "Carousel.Cli.dll"), "serve", str(home / "served"), "--port", "0"], cwd=folder,
            env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            line = server.stdout.readline()
            while line and "listening on" not in line:
                line = server.stdout.readline()
            address = line.split("listening on", 1)[1].split()[0].rstrip(".,/")

            def ask(path, body):
                request = urllib.request.Request(address + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
                with urllib.request.urlopen(request) as answer:
                    return json.loads(answer.read())

            session = session or ask("/v1/models/one/sessions", {})["id"]
            for block in part:
                answers.append(json.dumps(ask(f"/v1/sessions/{session}/steps", {"from": first, "rows": block})))
                first += len(block)
            with urllib.request.urlopen(f"{address}/v1/sessions/{session}/state") as state:
                answers.append(state.read().hex())
        finally:
            server.terminate()
            server.communicate()
    shutil.rmtree(home)
    return "exit code 0\n" + "\n".join(answers) + "\n--- standard error\n"


def run(build, folder, name, command):
    arguments = shlex.split(command)
    if arguments[0] == "serve-steps":
        return serve(build, folder, name, *arguments[1:])
    program = build / "Carousel.Cli.dll"
    if arguments[:1] == ["lab"]:
        there = [p for p in (build / "Carousel.Lab.dll", build.parent.parent / "Carousel.Lab" / build.name / "Carousel.Lab.dll") if p.exists()]
        program, arguments = (there[0], arguments[1:]) if there else (program, ["laboratory", *arguments[1:]])
    done = subprocess.run(
        ["dotnet", str(program), *arguments], cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    return f"exit code {done.returncode}\n{done.stdout}\n--- standard error\n{done.stderr}"


def safetensors(path):
    content = path.read_bytes()
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8:8 + size])
    values = content[8 + size:]
    tensors, entries = {}, {}
    for name, entry in header.items():
        if name == "__metadata__":
            for key, text in entry.items():
                try:
                    entries[key] = json.loads(text)
                except json.JSONDecodeError:
                    entries[key] = text
        else:
            begin, end = entry["data_offsets"]
            tensors[name] = (entry["dtype"], entry["shape"], values[begin:end])
    return tensors, entries


def differences_of_models(old, new):
    (old_tensors, old_entries), (new_tensors, new_entries) = safetensors(old), safetensors(new)
    for name in old_tensors.keys() | new_tensors.keys():
        if old_tensors.get(name) != new_tensors.get(name):
            yield f"the tensor {name} differs"
    for key in old_entries.keys() | new_entries.keys():
        before, after = old_entries.get(key), new_entries.get(key)
        if key != "digest" and before != after:
            yield f"the entry {key} differs: {json.dumps(before)[:200]} … {json.dumps(after)[:200]}"


def lines_of(path):
    if path.suffix == ".html":
        text = path.read_text(encoding="utf-8", errors="replace")
        text = re.sub(r"<style>.*?</style>|<script(?![^>]*application/json)[^>]*>.*?</script>", "", text, flags=re.S)
        return without_times(re.sub(r'(>|\},|\],)', "\\1\n", text)).splitlines()
    if path.name == "metrics.jsonl":
        return without_times(path.read_text(encoding="utf-8")).splitlines()
    try:
        return without_times(path.read_text(encoding="utf-8")).splitlines()
    except UnicodeDecodeError:
        return [path.read_bytes().hex()]


def differences_of_files(old, new, without_reports):
    names = {p.relative_to(f) for f in (old, new) for p in f.rglob("*") if p.is_file()} if old.exists() or new.exists() else set()
    for name in sorted(names):
        a, b = old / name, new / name
        if not a.exists() or not b.exists():
            yield f"{name} is only in the {'new' if b.exists() else 'old'} run"
        elif name.suffix == ".html" and without_reports:
            continue
        elif name.suffix == ".safetensors":
            yield from (f"{name}: {one}" for one in differences_of_models(a, b))
        elif lines_of(a) != lines_of(b):
            yield f"{name} differs:\n" + shown(lines_of(a), lines_of(b))


def shown(old, new, most=12):
    changes = [l[:300] for l in difflib.unified_diff(old, new, lineterm="", n=0) if not l.startswith(("---", "+++", "@@"))]
    return "\n".join("      " + l for l in changes[:most]) + (f"\n      … {len(changes) - most} more lines" if len(changes) > most else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=pathlib.Path)
    parser.add_argument("new", type=pathlib.Path)
    parser.add_argument("--only", default="", help="only lines whose name holds this text, and those they read models of")
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for both runs; what OLD did there is not done again")
    parser.add_argument("--without-reports", action="store_true", help="pass reports by, which are long to compare where they differ much")
    arguments = parser.parse_args()
    builds = {"old": arguments.old.resolve(), "new": arguments.new.resolve()}
    home = arguments.keep.resolve() if arguments.keep else pathlib.Path(tempfile.mkdtemp(prefix="same-answers-"))
    for which in builds:
        (home / which).mkdir(parents=True, exist_ok=True)
        samples = home / which / "samples"
        if not samples.exists():
            samples.symlink_to(ROOT / "samples")
        make(home / which / "made")

    chosen = [(n, c) for n, c in cases() if arguments.only in n]
    needed = {m for _, c in chosen for m in re.findall(r"stored/([\w-]+)\.safetensors", c)}
    everything = [(n, c) for n, c in cases() if (n, c) in chosen or n in needed]
    failed = 0
    for name, command in everything:
        printed = {}

        def one(which):
            folder, text = home / which, home / f"{which}-{name}.txt"
            if which == "old" and text.exists():
                return text.read_text(encoding="utf-8")
            shutil.rmtree(folder / "out" / name, ignore_errors=True)
            result = run(builds[which], folder, name, command)
            text.write_text(result, encoding="utf-8")
            return result

        # One after the other: each takes all processors by itself.
        for which in builds:
            printed[which] = one(which)
        model = home / "old" / "out" / name / "model.safetensors"
        if model.exists():
            for which in builds:
                (home / which / "stored").mkdir(exist_ok=True)
                shutil.copyfile(model, home / which / "stored" / f"{name}.safetensors")
        found = list(differences_of_files(home / "old" / "out" / name, home / "new" / "out" / name, arguments.without_reports))
        before, after = without_times(printed["old"]).splitlines(), without_times(printed["new"]).splitlines()
        if before != after:
            found.insert(0, "what is printed differs:\n" + shown(before, after))
        failed += bool(found)
        state = "same" if not found else "DIFFERS"
        if printed["old"].split("\n", 1)[0] != "exit code 0" and not name.startswith("refused"):
            state += f" ({printed['old'].splitlines()[0]}: {printed['old'].strip().splitlines()[-1][:120]})"
        print(f"{state:8} {name}: {command}", flush=True)
        for one_difference in found:
            print(f"    {one_difference}", flush=True)
    print(f"{len(everything) - failed} of {len(everything)} give the same answers; both runs are in {home}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
