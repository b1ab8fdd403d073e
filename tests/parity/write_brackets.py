"""Writes the text with brackets that docs/results/inspection.md probes: 300,000 characters to train on, of which the last 30,000 are probed.

Usage: python3 write_brackets.py FOLDER
"""
import pathlib
import random
import sys

LENGTH, PROBED, DEEPEST = 300_000, 30_000, 5


def main(folder: pathlib.Path) -> None:
    draws, depth, text = random.Random(1), 0, []
    while len(text) < LENGTH:
        p = draws.random()
        if p < 0.08 and depth < DEEPEST:
            depth += 1
            text.append("(")
        elif p > 0.92 and depth > 0:
            depth -= 1
            # How many are still open follows, so that a model has a reason to count.
            text += [")", str(depth)]
        else:
            text.append(draws.choice("abcdefgh"))
    written = "".join(text)
    (folder / "brackets.txt").write_text(written)
    (folder / "brackets_test.txt").write_text(written[-PROBED:])


main(pathlib.Path(sys.argv[1]))
