#!/usr/bin/env python3
"""Draws the packages' icon, 128 x 128, with nothing but the standard library.

A carousel from above: a ring, the self-connection along which an error travels without decay, with eight cells on it, one of
them bright, and its centre.

usage: eng/draw-icon.py eng/icon.png
"""
import math
import struct
import sys
import zlib

SIZE = 128
SAMPLES = 4
GROUND, RING, CELL, BRIGHT = (24, 40, 66), (116, 164, 214), (210, 226, 244), (255, 178, 62)


def colour(x, y):
    """The colour at a point, the centre at 0, 0; no colour outside the rounded square."""
    corner = 40
    dx, dy = max(abs(x) - corner, 0), max(abs(y) - corner, 0)
    if math.hypot(dx, dy) > 22:
        return None
    for cell in range(8):
        angle = math.pi * (cell - 1) / 4
        if math.hypot(x - 38 * math.cos(angle), y - 38 * math.sin(angle)) < (11 if cell == 0 else 8):
            return BRIGHT if cell == 0 else CELL
    radius = math.hypot(x, y)
    return RING if abs(radius - 38) < 2.5 or radius < 6 else GROUND


def pixel(column, row):
    sums, inside = [0, 0, 0], 0
    for i in range(SAMPLES * SAMPLES):
        x = column + (i % SAMPLES + 0.5) / SAMPLES - SIZE / 2
        y = row + (i // SAMPLES + 0.5) / SAMPLES - SIZE / 2
        found = colour(x, y)
        if found:
            inside += 1
            sums = [s + c for s, c in zip(sums, found)]
    mean = [round(s / inside) for s in sums] if inside else [0, 0, 0]
    return bytes(mean + [round(255 * inside / SAMPLES ** 2)])


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


if __name__ == "__main__":
    rows = b"".join(b"\0" + b"".join(pixel(column, row) for column in range(SIZE)) for row in range(SIZE))
    with open(sys.argv[1], "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0))
                   + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
