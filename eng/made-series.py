#!/usr/bin/env python3
"""Writes made series of known classes as .ts files, 300 for training and 500 for testing, for docs/results/classes.md.
usage: made-series.py FOLDER [NAME...]    the name thousand gives 1,000 series of 1,000 steps, to measure time"""
import math, os, random, sys

HUMP = [1, 2, 1]


def noise(r, steps, deviation, channels=1):
    return [[r.gauss(0, deviation) for _ in range(channels)] for _ in range(steps)]


def put(rows, at, shape, channel=0):
    for i, height in enumerate(shape):
        rows[at + i][channel] += height


def order(r):
    """Two shapes far apart: which came first."""
    y, a, b, rows = r.randrange(2), r.randrange(5, 30), r.randrange(80, 110), noise(r, 120, .3)
    shapes = [[0, 1, 2, 1, 0], [0, 2, 0, -2, 0]]
    put(rows, a, shapes[y])
    put(rows, b, shapes[1 - y])
    return y, rows


def first(r):
    """A mark near the beginning, up or down; later ones do not count."""
    y, rows, p = r.randrange(2), noise(r, 150, .3), r.randrange(3, 15)
    rows[p][0] += 3 if y else -3
    q = p + 10 + r.randrange(8, 30)
    while q < 150:
        rows[q][0] += r.choice([-3, 3])
        q += r.randrange(8, 30)
    return y, rows


def drift(r):
    """A slow drift up or down under noise with memory."""
    y, memory, rows = r.randrange(2), 0, []
    slope, level = (1 if y else -1) * r.uniform(.003, .012), r.gauss(0, 1)
    for t in range(200):
        memory = .9 * memory + r.gauss(0, .3)
        rows.append([level + slope * t + memory + r.gauss(0, .3)])
    return y, rows


def length(r):
    """An oscillation that is even, faster or slower towards the end, in 20 to 199 steps."""
    steps, y = r.randrange(20, 200), r.randrange(3)
    return y, [[math.sin(4 * math.pi * (t / steps) ** (1, 2, .5)[y]) + r.gauss(0, .8)] for t in range(steps)]


def count(r):
    """Two to five humps."""
    y, rows = r.randrange(4), noise(r, 120, .3)
    for p in r.sample(range(0, 116, 6), y + 2):
        put(rows, p, HUMP)
    return y, rows


def parity(r):
    """An even or odd number of humps, two to seven."""
    n, rows = r.randrange(2, 8), noise(r, 120, .2)
    for p in r.sample(range(0, 116, 6), n):
        put(rows, p, HUMP)
    return n % 2, rows


def cut(r):
    """A cycle of one of three forms, cut from a stream at any place."""
    y, steps, begin, period = r.randrange(3), r.randrange(60, 160), r.random() * 40, r.uniform(30, 45)
    rows = []
    for t in range(steps):
        u = 2 * math.pi * (t + begin) / period
        rows.append([math.sin(u) + .5 * (math.sin(2 * u), -math.sin(2 * u), math.cos(2 * u))[y] + r.gauss(0, .8)])
    return y, rows


def ended(r):
    """Events in two channels: which came last, in 60 to 159 steps."""
    y, rows = 0, []
    for _ in range(r.randrange(60, 160)):
        k = r.random()
        y = y if k >= .12 else int(k >= .06)
        rows.append([(2.5 if k < .12 and y == channel else 0) + r.gauss(0, .3) for channel in (0, 1)])
    return y, rows


def balance(r):
    """Events in two channels: which has one to three more."""
    y, n, d, rows = r.randrange(2), r.randrange(4, 10), r.randrange(1, 4), noise(r, 120, .3, 2)
    for channel in (0, 1):
        for p in r.sample(range(120), n + d * (channel != y)):
            rows[p][channel] += 2.5
    return y, rows


def gated(r):
    """Two of 60 to 119 numbers are marked: whether their sum exceeds 1 (Hochreiter and Schmidhuber 1997)."""
    steps = r.randrange(60, 120)
    rows = [[r.random(), 0.] for _ in range(steps)]
    a, b = r.randrange(steps // 2), r.randrange(steps // 2, steps)
    rows[a][1] = rows[b][1] = 1.
    return int(rows[a][0] + rows[b][0] > 1), rows


def temporal(r):
    """The order of two signs among distractors, four classes (Hochreiter and Schmidhuber 1997)."""
    rows = noise(r, r.randrange(80, 111), .3, 2)
    a, b, x, z = r.randrange(5, 15), r.randrange(45, 60), r.randrange(2), r.randrange(2)
    for row in rows:
        row[0] += r.choice([-1, 1])
    rows[a][1] += 3 if x else -3
    rows[b][1] += 3 if z else -3
    return 2 * x + z, rows


def write(path, name, make, count, part):
    r = random.Random(f"{name} 1 {part}")
    made = [make(r) for _ in range(count)]
    channels = len(made[0][1][0])
    with open(f"{path}/{name}_{part}.ts", "w", encoding="utf-8") as out:
        out.write(f"@problemName {name}\n@timeStamps false\n@missing false\n")
        out.write("@univariate true\n" if channels == 1 else f"@univariate false\n@dimensions {channels}\n")
        out.write(f"@equalLength {str(len({len(rows) for _, rows in made}) == 1).lower()}\n")
        out.write(f"@classLabel true {' '.join(f'c{y}' for y in sorted({y for y, _ in made}))}\n@data\n")
        for y, rows in made:
            out.write(":".join(",".join(f"{row[c]:.4f}" for row in rows) for c in range(channels)) + f":c{y}\n")


def write_thousand(path):
    """Two forms of 100 steps in noise."""
    r = random.Random(1)
    with open(path, "w", encoding="utf-8") as out:
        out.write("class," + ",".join(f"t{t}" for t in range(1000)) + "\n")
        for _ in range(1000):
            y, p, values = r.randrange(2), r.randrange(900), [r.gauss(0, 1) for _ in range(1000)]
            for i in range(100):
                u = i / 50
                values[p + i] += 1.2 * (math.sin(2 * math.pi * u) if y else 1 - abs(4 * ((u + .25) % 1) - 2))
            out.write(("sine" if y else "saw") + "," + ",".join("%.3f" % value for value in values) + "\n")


SETS = [order, first, drift, length, count, parity, cut, ended, balance, gated, temporal]
os.makedirs(sys.argv[1], exist_ok=True)
for make in SETS:
    if len(sys.argv) < 3 or make.__name__ in sys.argv[2:]:
        write(sys.argv[1], make.__name__, make, 300, "TRAIN")
        write(sys.argv[1], make.__name__, make, 500, "TEST")
if "thousand" in sys.argv[2:]:
    write_thousand(f"{sys.argv[1]}/thousand.csv")
