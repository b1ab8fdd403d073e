#!/usr/bin/python3
"""What a user would pick for short series of one channel and one length: the nearest neighbour, and Rocket.

usage: series.py TRAIN.ts TEST.ts     (needs Debian's python3-sklearn)

Rocket (Dempster, Petitjean and Webb 2020): 10,000 random convolutions, of each the largest value and the share of
values above 0, and a ridge classifier on these, its penalty chosen by leaving one out. Three seeds.
"""
import sys

import numpy as np
from sklearn.linear_model import RidgeClassifierCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

KERNELS = 10_000


def read(path):
    with open(path, encoding="utf-8") as file:
        rows = [line.strip().split(":") for line in file.read().split("@data", 1)[1].splitlines() if line.strip()]
    return np.array([[float(v) for v in row[0].split(",")] for row in rows]), np.array([row[-1] for row in rows])


def standardised(series):
    return (series - series.mean(1, keepdims=True)) / (series.std(1, keepdims=True) + 1e-9)


def kernels(random, length):
    for _ in range(KERNELS):
        size = random.choice((7, 9, 11))
        weights = random.normal(size=size)
        dilation = int(2 ** random.uniform(0, np.log2((length - 1) / (size - 1))))
        padding = (size - 1) * dilation // 2 if random.integers(2) else 0
        yield weights - weights.mean(), random.uniform(-1, 1), dilation, padding


def features(series, drawn):
    columns = []
    for weights, bias, dilation, padding in drawn:
        padded = np.pad(series, ((0, 0), (padding, padding)))
        steps = padded.shape[1] - (len(weights) - 1) * dilation
        values = bias + sum(w * padded[:, k * dilation:k * dilation + steps] for k, w in enumerate(weights))
        columns += [values.max(1), (values > 0).mean(1)]
    return np.array(columns).T


def main(train, test):
    (series, labels), (asked, truth) = read(train), read(test)
    series, asked = standardised(series), standardised(asked)
    neighbour = KNeighborsClassifier(1).fit(series, labels).score(asked, truth)
    print(f"nearest neighbour (Euclid): {100 * neighbour:.1f} %", flush=True)
    for seed in (1, 2, 3):
        drawn = list(kernels(np.random.default_rng(seed), series.shape[1]))
        model = make_pipeline(StandardScaler(), RidgeClassifierCV(np.logspace(-3, 3, 10)))
        score = model.fit(features(series, drawn), labels).score(features(asked, drawn), truth)
        print(f"Rocket, seed {seed}: {100 * score:.1f} %", flush=True)


main(*sys.argv[1:3])
