#!/usr/bin/python3
"""Prodigal (Hyatt and others 2010) trained on one genome and measured on another, counted as `carousel genome` counts.

usage: genes.py TRAINING.fna[.gz] TEST.gbk      (needs Debian's prodigal)

Exact stops: last base of the stop codon and the strand; genes that share a stop count once. Whole genes: every base
right. The intervals are of 95 %: genes, true ones and wrongly found ones, are drawn again 1,000 times.
"""
import gzip
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def true_genes(text):
    """The strand and the runs of bases of each feature CDS of a GenBank record."""
    features = re.findall(r"^     CDS +((?:[^/\n]+\n +)*[^/\n]+)\n", text, re.MULTILINE)
    for place in (re.sub(r"\s", "", feature) for feature in features):
        runs = tuple((int(a), int(b)) for a, b in re.findall(r"(\d+)\.\.(\d+)", place))
        yield ("-" if place.startswith("complement") else "+"), runs


def found_genes(gff):
    for line in gff.splitlines():
        if not line.startswith("#"):
            cells = line.split("\t")
            yield cells[6], ((int(cells[3]), int(cells[4])),)


def stop(gene):
    strand, runs = gene
    return strand, runs[-1][1] if strand == "+" else runs[0][0]


def scores(true, found):
    right = len(true & found)
    f1, recall, precision = 200 * right / (len(true) + len(found)), 100 * right / len(true), 100 * right / len(found)
    units = [(gene in true, gene in found) for gene in sorted(true | found, key=str)]
    draw, f1s = random.Random(1), []
    for _ in range(1000):
        drawn = draw.choices(units, k=len(units))
        f1s.append(200 * sum(t and f for t, f in drawn) / sum(t + f for t, f in drawn))
    f1s.sort()
    return (f"F1 {f1:.1f} % ({f1s[25]:.1f} to {f1s[974]:.1f}), recall {recall:.1f} %, precision {precision:.1f} %")


def main(training, test):
    text = Path(test).read_text(encoding="utf-8")
    bases = re.sub(r"[^a-z]", "", text.split("ORIGIN", 1)[1])
    with tempfile.TemporaryDirectory() as folder:
        learned, genome, asked = (Path(folder) / name for name in ("learned.trn", "training.fna", "test.fna"))
        genome.write_bytes(gzip.open(training).read() if training.endswith(".gz") else Path(training).read_bytes())
        asked.write_text(f">test\n{bases}\n", encoding="utf-8")
        subprocess.run(["prodigal", "-q", "-i", genome, "-t", learned], check=True)
        find = ["prodigal", "-q", "-i", asked, "-t", learned, "-f", "gff"]
        gff = subprocess.run(find, check=True, capture_output=True, text=True).stdout
    true, found = set(true_genes(text)), set(found_genes(gff))
    print(f"{len(true)} genes with {len(set(map(stop, true)))} stops; {len(found)} found")
    print("exact stops:", scores(set(map(stop, true)), set(map(stop, found))))
    print("whole genes:", scores(true, found))


main(*sys.argv[1:3])
