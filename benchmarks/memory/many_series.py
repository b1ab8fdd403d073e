#!/usr/bin/env python3
"""Writes a long CSV of sales of many shops, made up but drawn with a seed: date,shop,sales and, where asked, promo.

usage: many_series.py SERIES ROWS FILE [--hours] [--promo] [--seed N]

Each shop has its own size, trend, week and year (of hours also day), and noise that remembers a little; promotions, where
there are any, are known ahead and lift sales by a factor that is the shop's own. Nothing but Python's standard library is
needed.
"""
import argparse
import math
import random
from datetime import datetime, timedelta


def shop(number, rows, seed, hours, promo):
    draw = random.Random(f"{seed} {number}")
    size, trend = math.exp(draw.gauss(4, 1)), draw.gauss(0, 0.2) / 1000
    week = [math.exp(draw.gauss(0, 0.25)) for _ in range(7)]
    clock = [math.exp(draw.gauss(0, 0.5)) for _ in range(24)] if hours else [1]
    year, phase = draw.uniform(0, 0.3), draw.uniform(0, 2 * math.pi)
    lift, share, noise, left = 1 + draw.uniform(0, 0.6), draw.uniform(0.02, 0.2), draw.uniform(0.05, 0.3), 0.0
    for row in range(rows):
        day, hour = divmod(row, len(clock))
        left = 0.5 * left + draw.gauss(0, noise)
        is_on = promo and draw.random() < share
        wave = year * math.sin(2 * math.pi * day / 365.25 + phase)
        mean = size * math.exp(trend * day + wave) * week[day % 7] * clock[hour]
        yield mean * (lift if is_on else 1) * math.exp(left), int(is_on)


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("series", type=int)
    asked.add_argument("rows", type=int)
    asked.add_argument("file")
    asked.add_argument("--hours", action="store_true")
    asked.add_argument("--promo", action="store_true")
    asked.add_argument("--seed", type=int, default=1)
    asked = asked.parse_args()
    step = timedelta(hours=1) if asked.hours else timedelta(days=1)
    stamps = [
        (datetime(2021, 1, 1) + row * step).strftime("%Y-%m-%d %H:%M" if asked.hours else "%Y-%m-%d")
        for row in range(asked.rows)]
    with open(asked.file, "w", encoding="utf-8") as file:
        file.write("date,shop,sales" + (",promo" if asked.promo else "") + "\n")
        for number in range(asked.series):
            rows = shop(number, asked.rows, asked.seed, asked.hours, asked.promo)
            file.writelines(
                f"{stamp},s{number:05d},{sales:.2f}" + (f",{promo}" if asked.promo else "") + "\n"
                for stamp, (sales, promo) in zip(stamps, rows))


if __name__ == "__main__":
    main()
