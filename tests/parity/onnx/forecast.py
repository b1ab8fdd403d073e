# From a table to a forecast with an exported forecaster in ONNX Runtime, as `carousel predict` makes it.
#
#   python3 forecast.py FOLDER TABLE.csv > forecast.csv
#
# FOLDER holds model.onnx. The table's last row is the last one known: no column may be known ahead. Needs the packages onnxruntime and numpy.
import csv
import json
import math
import sys
from datetime import datetime, timedelta

import numpy as np
import onnxruntime

folder, file = sys.argv[1:3]
# #region metadata
session = onnxruntime.InferenceSession(folder + "/model.onnx", providers=["CPUExecutionProvider"])
about = session.get_modelmeta().custom_metadata_map
table, past, ahead, answer = (json.loads(about["carousel." + key]) for key in ("table", "input.past", "input.ahead", "output.quantiles"))
# #endregion

for value in ahead["values"]:
    source = value.get("source", {})
    if source.get("kind") == "value" and source["back"] == 0:
        sys.exit(f"The model needs later values of column '{source['column']}', which this example does not read.")

rows = list(csv.DictReader(open(file, newline="")))
origin, lookback, horizon = len(rows), table["lookback"], table["horizon"]
times = [datetime.fromisoformat(row[table["time"]]) for row in rows]
for _ in range(horizon):
    times.append(times[-1] + (times[origin - 1] - times[origin - 2]))


def cell(name, row):
    return float(rows[row][name]) if 0 <= row < origin and rows[row][name] != "" else math.nan


bend = {"linear": lambda v: v, "non-negative": lambda v: v, "square-root": lambda v: np.sqrt(max(v, 0)), "logarithm": lambda v: math.log1p(max(v, 0))}
back = {"linear": lambda v: v, "non-negative": lambda v: max(v, 0), "square-root": lambda v: max(v, 0) ** 2, "logarithm": lambda v: math.expm1(max(v, 0))}


def scaled(value, v):
    return math.nan if math.isnan(v) else (bend[value.get("scaling", "linear")](v) - value.get("offset", 0)) / value.get("scale", 1)


def unscaled(value, x):
    return back[value.get("scaling", "linear")](x * value.get("scale", 1) + value.get("offset", 0))


def mean(value, count):
    """The mean of the known ones of the last rows of a column, each scaled."""
    return np.nanmean([scaled(value, cell(value["source"]["column"], r)) for r in range(max(0, origin - count), origin)])


# What is taken off the targets of the window, and put on again behind the network.
targets = {value["source"]["column"]: value for value in answer["values"]}.values()
levels = [mean(value, table["levelRows"]) if table["levelRows"] > 0 else 0 for value in targets]


def level(value):
    return levels[value["level"]] if "level" in value else 0


def place(turn, time):
    """The share of a round of the calendar that is over."""
    day = (time.hour + time.minute / 60 + time.second / 3600) / 24
    start = datetime(time.year, 1, 1)
    return {
        "hour": (day * 24) % 1,
        "day": day,
        "week": (time.weekday() + day) / 7,
        "year": (time - start) / (datetime(time.year + 1, 1, 1) - start),
    }[turn]


def last(value, row):
    """The scaled number of a row, or of the last known row before it; rows beyond the table are those at its ends."""
    row = min(max(row, 0), origin - 1)
    while row > 0 and math.isnan(cell(value["source"]["column"], row)):
        row -= 1
    return scaled(value, cell(value["source"]["column"], row))


def regression(rule):
    """What the ridge regression inside the network forecasts of all rows ahead: numbers in the order of its weights."""
    lags, first = rule["lags"], times[origin]
    x = [last(rule["target"], r) for r in range(origin - lags, origin)]
    x += [last(value, r) for value in rule["known"] for r in range(origin - lags, origin + horizon)]
    x += [float(hour == first.hour) for hour in range(24 * rule["hours"])]
    x += [float(day == first.isoweekday() % 7) for day in range(7 * rule["weekdays"])]
    x += [turn(2 * math.pi * k * place("year", first)) for k in range(1, rule["yearHarmonics"] + 1) for turn in (math.sin, math.cos)]
    for step in range(horizon if rule["year"] else 0):
        before, season = origin + step - rule["year"] * (step // rule["year"] + 1), rule["season"]
        x.append(last(rule["target"], before if before >= 0 else origin + step - season * (step // season + 1)))
    return np.array(rule["offsets"]) + np.array(x) @ np.array(rule["weights"]).reshape(len(x), horizon)


def feature(value, r):
    source = value["source"]
    kind = source["kind"]
    if kind == "regression":
        return regression(source["regression"])[r - origin] - level(value)
    if kind == "value":
        return scaled(value, cell(source["column"], r - source["back"])) - level(value)
    if kind == "mean":
        return mean(value, source["rows"]) - level(value)
    if kind == "step":
        return scaled(value, r - origin)
    if kind in ("sine", "cosine"):
        return (math.sin if kind == "sine" else math.cos)(2 * math.pi * source["harmonic"] * place(source["column"], times[r]))
    raise ValueError(f"this example makes no '{kind}'")


def tensor(given, first, count):
    """[time, batch, features] of one window: a gap is 0 to the network."""
    return np.nan_to_num(np.array([[[feature(v, r) for v in given["values"]]] for r in range(first, first + count)], np.float32))


# #region run
(quantiles,) = session.run(["quantiles"], {"past": tensor(past, origin - lookback, lookback), "ahead": tensor(ahead, origin, horizon)})
out = csv.writer(sys.stdout)
out.writerow(["time", *(value["name"] for value in answer["values"])])
for t in range(horizon):
    out.writerow([times[origin + t].isoformat(), *(unscaled(value, quantiles[t, 0, q] + level(value)) for q, value in enumerate(answer["values"]))])
# #endregion
