#!/usr/bin/python3
"""Fair rivals of `carousel forecast`: ridge regression and boosted trees that may see all that the network sees.

usage: forecast.py FILE [--time COLUMN] [--target COLUMN] [--known COLUMN ...]
The columns of samples/us_flights_hourly.csv are the defaults. Needs Debian's python3-sklearn and python3-pandas.

An hourly series, 24 hours ahead, one origin a day over the last 28 days. The 14 days before them choose penalty, loss
and number of trees and say which transform to take; then each method is fitted again on everything before the test
part, which is looked at once. Each sees the target's past, what is known ahead in past and future, and the calendar.
"""
import argparse

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor

DAY, WEEK, TEST, VALIDATION = 24, 168, 672, 336
TRANSFORMS = {"as it is": (lambda v: v, lambda v: v), "square root": (np.sqrt, lambda v: np.maximum(v, 0) ** 2)}
PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)


class Series:
    def __init__(self, file, time, target, known):
        table = pd.read_csv(file)
        clock = pd.DatetimeIndex(table[time])
        self.hour, self.weekday = clock.hour.to_numpy(), clock.dayofweek.to_numpy()
        self.values = table[target].to_numpy(float)
        self.known = table[known].to_numpy(float)

    def truth(self, origins):
        return np.array([self.values[o:o + DAY] for o in origins])


def rows_of_origins(series, origins, values):
    """What ridge sees: a week of the target, the same and the next day of what is known ahead, weekday and hour."""
    return np.array([
        np.concatenate([
            values[o - WEEK:o], series.known[o - WEEK:o + DAY].ravel(),
            np.eye(7)[series.weekday[o]], np.eye(24)[series.hour[o]],
        ])
        for o in origins
    ])


def ridge(series, origins, values, inverse, penalty):
    inputs, targets = rows_of_origins(series, origins, values), np.array([values[o:o + DAY] for o in origins])
    mean, scale, centre = inputs.mean(0), inputs.std(0) + 1e-9, targets.mean(0)
    inputs = (inputs - mean) / scale
    square = inputs.T @ inputs + penalty * len(inputs) * np.eye(inputs.shape[1])
    weights = np.linalg.solve(square, inputs.T @ (targets - centre))
    return lambda asked: inverse((rows_of_origins(series, asked, values) - mean) / scale @ weights + centre)


def rows_of_steps(series, origins):
    """What trees see of each origin and step: place, calendar, the same hour before, recent values, what is known."""
    origin, step = np.repeat(origins, DAY), np.tile(np.arange(DAY), len(origins))
    at, y = origin + step, series.values
    columns = [step, series.hour[at], series.weekday[at]]
    for season in (DAY, WEEK):
        before = np.array([y[np.maximum(at - back * season, 0)] for back in range(1, 5)])
        columns += [*before, before.mean(0)]
    columns += [y[origin - lag] for lag in (1, 2, 3, 4, 6, 8, 12, 16, 20, 24)]
    sums = np.concatenate([[0], np.cumsum(y)])
    columns += [(sums[origin] - sums[origin - width]) / width for width in (3, 6, 12, 24, 72, 168)]
    for column in series.known.T:
        columns += [column[at], column[at - 1], column[at - DAY]]
    return np.column_stack(columns)


def trees(series, origins, forward, loss, count):
    model = HistGradientBoostingRegressor(
        loss=loss, max_iter=count, learning_rate=0.05, max_leaf_nodes=31, min_samples_leaf=40,
        early_stopping=False, random_state=0)
    return model.fit(rows_of_steps(series, origins), forward(series.truth(origins).ravel()))


def show(name, validation, test, setting):
    print(f"{name}: validation {validation:.2f}, test {test:.2f} ({setting})", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--time", default="hour")
    parser.add_argument("--target", default="late_flights")
    parser.add_argument("--known", nargs="*", default=["flights"])
    asked = parser.parse_args()
    series = Series(asked.file, asked.time, asked.target, asked.known)
    begin = len(series.values) - TEST
    learn = np.arange(WEEK, begin - VALIDATION - DAY + 1)
    choose = np.arange(begin - VALIDATION, begin - DAY + 1)
    before = np.concatenate([learn, choose])
    test = np.arange(begin, len(series.values) - DAY + 1, DAY)

    def error(forecast, origins):
        return np.abs(forecast - series.truth(origins)).mean()

    print(f"{len(test)} origins of {DAY} steps; mean absolute errors")
    for name, (forward, inverse) in TRANSFORMS.items():
        values = forward(series.values)
        chosen = min((error(ridge(series, learn, values, inverse, p)(choose), choose), p) for p in PENALTIES)
        forecast = ridge(series, before, values, inverse, chosen[1])(test)
        show(f"ridge, {name}", chosen[0], error(forecast, test), f"penalty {chosen[1]}")
        tried = []
        for loss in ("absolute_error", "squared_error"):
            model = trees(series, learn, forward, loss, 400)
            stages = model.staged_predict(rows_of_steps(series, choose))
            tried += [(error(inverse(p).reshape(-1, DAY), choose), loss, n + 1) for n, p in enumerate(stages)]
        chosen = min(tried)
        model = trees(series, before, forward, *chosen[1:])
        forecast = inverse(model.predict(rows_of_steps(series, test))).reshape(-1, DAY)
        show(f"trees, {name}", chosen[0], error(forecast, test), f"{chosen[1]}, {chosen[2]} trees")


main()
