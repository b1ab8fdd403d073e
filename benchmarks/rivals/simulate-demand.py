#!/usr/bin/env python3
"""Writes thinnedSEED.csv and lumpySEED.csv: intermittent demand of twelve items over 1,000 days, for docs/results/forecasting.md.

usage: simulate-demand.py SEED      needs numpy

thinned: customers come by a Poisson distribution whose level, e to the power of a normal number of deviation 0.6, times 2, walks by steps of 0.02 on its logarithm; each buys with the
probability 0.25 times a factor of the weekday. lumpy: any demand on a day with a probability of 0.08 to 0.35 times a factor of the weekday, doubled in every other phase of 120 days in
the mean; then 1 and a negative binomial (geometric) number of mean 1 to 12."""
import datetime
import sys

import numpy as np

DAYS, ITEMS = 1000, 12


def write(name, series):
    first = datetime.date(2021, 1, 4)
    with open(name, "w") as file:
        file.write("id,day,sales\n")
        for item, values in series.items():
            for day, value in enumerate(values):
                file.write(f"{item},{first + datetime.timedelta(days=day)},{int(value)}\n")


seed = int(sys.argv[1])
random = np.random.default_rng(seed)
weekday = np.arange(DAYS) % 7
thinned = {}
for item in range(ITEMS):
    level = np.exp(random.normal(0, 0.6) + np.cumsum(random.normal(0, 0.02, DAYS))) * 2
    buys = 0.25 * np.array([1, 0.8, 0.8, 0.9, 1.2, 1.6, 0.7])[weekday]
    thinned[f"T{item:02d}"] = random.binomial(random.poisson(np.clip(level, 0.05, 20)), np.clip(buys, 0, 1))
write(f"thinned{seed}.csv", thinned)
lumpy = {}
for item in range(ITEMS):
    often, mean = random.uniform(0.08, 0.35), random.uniform(1, 12)
    factor = np.array([1.3, 1, 1, 1, 1.2, 0.6, 0.2])
    phase = np.cumsum(random.random(DAYS) < 1 / 120) % 2
    often = np.clip(often * (factor / factor.mean())[weekday] * np.where(phase == 0, 1, 2), 0, 0.95)
    some = random.random(DAYS) < often
    lumpy[f"L{item:02d}"] = some * (1 + random.negative_binomial(1, 1 / (1 + mean), DAYS))
write(f"lumpy{seed}.csv", lumpy)
