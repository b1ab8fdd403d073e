#!/usr/bin/env python3
"""Writes tests/parity/golden/classical-arima.json: likelihoods, estimates and forecasts of seasonal ARIMA models by
statsmodels' SARIMAX (exact likelihood), its STL decompositions and its KPSS statistics (Debian's python3-statsmodels,
0.13.5)."""

import json
import math
import os
import warnings

import numpy
from statsmodels.tsa.seasonal import STL
from statsmodels.tsa.stattools import kpss
from statsmodels.tsa.statespace.sarimax import SARIMAX

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")
HORIZON = 12


def noise(seed, count):
    """Nearly normal numbers: sums of twelve uniform ones of a linear congruential generator, minus six."""
    state, values = seed, []
    for _ in range(count):
        total = 0.0
        for _ in range(12):
            state = (1103515245 * state + 12345) % 2 ** 31
            total += state / 2 ** 31
        values.append(total - 6)
    return values


def simulated(seed, count, ar=(), ma=(), season=1, sar=0.0, sma=0.0, level=0.0, sums=0, seasonal_sums=0):
    """An ARMA process with a start of zeros, summed as often as asked; rounded to four digits."""
    errors, values = noise(seed, count), []
    past = lambda list_, t, lag: list_[t - lag] if t >= lag else 0.0
    for t in range(count):
        value = errors[t] + sma * past(errors, t, season) + sar * past(values, t, season)
        value += sum(a * past(values, t, k + 1) for k, a in enumerate(ar))
        value += sum(b * past(errors, t, k + 1) for k, b in enumerate(ma))
        values.append(value)
    values = [v + level for v in values]
    for lag in [1] * sums + [season] * seasonal_sums:
        for t in range(lag, count):
            values[t] += values[t - lag]
    return numpy.round(numpy.array(values), 4)


def missing(values, places):
    values = values.copy()
    values[list(places)] = numpy.nan
    return values


# Name, values, (p, d, q), (P, D, Q, m), whether there is a mean, coefficients at which the likelihood is evaluated.
CASES = [
    ("ar1", simulated(1, 60, ar=[0.7], level=5), (1, 0, 0), (0, 0, 0, 1), True, [0.4]),
    ("ar1-short", simulated(2, 20, ar=[0.5], level=3), (1, 0, 0), (0, 0, 0, 1), True, [0.6]),
    ("ar2", simulated(3, 120, ar=[1.2, -0.5]), (2, 0, 0), (0, 0, 0, 1), False, [1.0, -0.4]),
    ("ma1", simulated(4, 80, ma=[0.6], level=-2), (0, 0, 1), (0, 0, 0, 1), True, [0.5]),
    ("ma2", simulated(5, 100, ma=[-0.5, 0.3]), (0, 0, 2), (0, 0, 0, 1), False, [-0.2, 0.4]),
    ("arma11", simulated(6, 150, ar=[0.8], ma=[-0.4], level=10), (1, 0, 1), (0, 0, 0, 1), True, [0.6, 0.3]),
    ("arma22", simulated(7, 300, ar=[0.5, 0.2], ma=[0.4, 0.3]), (2, 0, 2), (0, 0, 0, 1), False, [0.4, 0.3, 0.2, 0.1]),
    ("walk-drift", simulated(8, 90, level=0.5, sums=1), (0, 1, 0), (0, 0, 0, 1), True, []),
    ("ari-drift", simulated(9, 110, ar=[0.5], level=0.2, sums=1), (1, 1, 1), (0, 0, 0, 1), True, [0.3, 0.2]),
    ("i2", simulated(10, 70, ma=[-0.5], sums=2), (0, 2, 1), (0, 0, 0, 1), False, [-0.4]),
    ("quarter", simulated(11, 80, ma=[-0.4], season=4, sma=-0.5, sums=1, seasonal_sums=1),
     (0, 1, 1), (0, 1, 1, 4), False, [-0.3, -0.6]),
    ("quarter-ar", simulated(12, 60, ar=[0.4], season=4, sar=0.5, level=4), (1, 0, 0), (1, 0, 0, 4), True, [0.3, 0.6]),
    ("quarter-drift", simulated(13, 72, ar=[0.3], season=4, level=0.8, seasonal_sums=1),
     (1, 0, 0), (0, 1, 1, 4), True, [0.2, -0.3]),
    ("week", simulated(14, 200, ar=[0.5], season=7, sar=0.4, sma=0.3), (1, 0, 0), (1, 0, 1, 7), False, [0.4, 0.5, 0.2]),
    ("week-long", simulated(15, 400, ma=[0.3], season=7, sma=-0.6, seasonal_sums=1),
     (0, 0, 1), (0, 1, 1, 7), False, [0.2, -0.5]),
    ("airline", simulated(16, 144, ma=[-0.4], season=12, sma=-0.5, sums=1, seasonal_sums=1),
     (0, 1, 1), (0, 1, 1, 12), False, [-0.4, -0.6]),
    ("month", simulated(17, 240, ar=[0.6, 0.1], season=12, sar=0.3, level=1),
     (2, 0, 1), (1, 0, 1, 12), True, [0.5, 0.2, 0.1, 0.4, -0.2]),
    ("month-two", simulated(18, 180, ar=[0.3], season=12, sma=0.4), (1, 0, 1), (2, 0, 2, 12), False,
     [0.3, 0.2, 0.2, -0.1, 0.3, 0.1]),
    ("ar1-missing", missing(simulated(19, 100, ar=[0.7], level=2), [0, 7, 8, 30, 31, 32, 99]),
     (1, 0, 0), (0, 0, 0, 1), True, [0.6]),
    ("week-missing", missing(simulated(20, 140, ar=[0.4], season=7, sar=0.5), [3, 20, 21, 22, 60, 100]),
     (1, 0, 1), (1, 0, 0, 7), False, [0.3, 0.2, 0.4]),
    ("airline-missing", missing(simulated(21, 132, ma=[-0.4], season=12, sma=-0.5, sums=1, seasonal_sums=1),
                                [20, 50, 51, 52, 90, 118]), (0, 1, 1), (0, 1, 1, 12), False, [-0.4, -0.6]),
]


def differenced(values, d, seasonal_d, season):
    for lag in [1] * d + [season] * seasonal_d:
        values = values[lag:] - values[:-lag]
    return values


def level_model(values, order, seasonal):
    """The model of the levels, whose first d + D·m values are almost unknown."""
    model = SARIMAX(values, order=order, seasonal_order=seasonal, concentrate_scale=True)
    model.ssm.initial_variance = 1e7
    return model


def split(order, seasonal, parameters):
    """statsmodels orders AR, MA, seasonal AR, seasonal MA, as we do."""
    return list(parameters[:order[0] + order[2] + seasonal[0] + seasonal[2]])


def case(name, values, order, seasonal, has_mean, fixed):
    season = seasonal[3]
    none = (0, 0, 0, 0)
    seasonal_model = seasonal if season > 1 else none
    lost = order[1] + seasonal[1] * season
    is_level = bool(numpy.isnan(values).any()) and lost > 0
    flat_order = (order[0], 0, order[2])
    flat_seasonal = (seasonal[0], 0, seasonal[2], season) if season > 1 else none
    series = values if is_level else differenced(values, order[1], seasonal[1], season)
    if is_level:
        model = level_model(values, order, seasonal_model)
        mean = 0.0
        at_fixed = model.loglike(numpy.array(fixed, dtype=float))
        fit = best(model)
        coefficients, fitted_mean = split(order, seasonal, fit.params), 0.0
    else:
        mean = round(float(numpy.nanmean(series)) * 1.1, 4) if has_mean else 0.0
        if fixed:
            at_fixed = SARIMAX(series - mean, order=flat_order, seasonal_order=flat_seasonal,
                               concentrate_scale=True).loglike(numpy.array(fixed, dtype=float))
        else:
            error = (series - mean) ** 2
            at_fixed = -0.5 * error.size * (math.log(2 * math.pi * error.mean()) + 1)
        fit = best(SARIMAX(series, order=flat_order, seasonal_order=flat_seasonal, concentrate_scale=True,
                           trend="c" if has_mean else "n"))
        coefficients = split(order, seasonal, fit.params[1 if has_mean else 0:])
        scale = 1.0 - sum(coefficients[:order[0]])
        scale *= 1.0 - sum(coefficients[order[0] + order[2]:order[0] + order[2] + seasonal[0]])
        fitted_mean = float(fit.params[0]) / scale if has_mean else 0.0
    # Forecasts of the values: the mean of the differenced series is a line in the values.
    steps = numpy.arange(values.size + HORIZON) + 1.0
    line = fitted_mean * (numpy.ones_like(steps) if lost == 0 else steps / (season if seasonal[1] else 1))
    shifted = values - line[:values.size]
    origin = shifted[~numpy.isnan(shifted)][0] if lost else 0.0
    model = level_model(shifted - origin, order, seasonal_model)
    ahead = model.smooth(numpy.array(coefficients, dtype=float)).get_forecast(HORIZON)
    return {
        "name": name, "orders": [order[0], order[1], order[2], seasonal[0], seasonal[1], seasonal[2], season],
        "hasMean": has_mean, "values": listed(values), "fixed": listed(fixed), "fixedMean": mean,
        "fixedLogLikelihood": number(at_fixed), "fitted": listed(coefficients), "fittedMean": number(fitted_mean),
        "fittedLogLikelihood": number(fit.llf), "mean": listed(ahead.predicted_mean + line[values.size:] + origin),
        "deviation": listed(ahead.se_mean), "variance": number(fit.scale),
    }


def best(model):
    """The better of two optimisers, as one of them may stop early."""
    fits = [model.fit(disp=False, method=method, maxiter=500) for method in ("lbfgs", "bfgs")]
    return max(fits, key=lambda fit: fit.llf)


def number(value):
    value = float(value)
    return None if math.isnan(value) else float("%.13g" % value)


def listed(values):
    return [number(v) for v in values]


def decomposition(name, values, season, seasonal, trend=None, low_pass=None, jump=1):
    # In 0.13.5 the arguments of the degrees are 0 or 1 by their documentation and 1 by default.
    result = STL(values, period=season, seasonal=seasonal, trend=trend, low_pass=low_pass,
                 seasonal_deg=1, trend_deg=1, low_pass_deg=1, seasonal_jump=jump, trend_jump=jump,
                 low_pass_jump=jump)
    used = result.config
    fit = result.fit()
    return {
        "name": name, "season": season, "seasonalWindow": seasonal, "trendWindow": used["trend"],
        "lowPassWindow": used["low_pass"], "passes": 5,
        "values": listed(values),
        "trend": listed(fit.trend), "seasonal": listed(fit.seasonal),
    }


def decompositions():
    t = numpy.arange(240)
    month = numpy.round(0.05 * t + 3 * numpy.sin(2 * math.pi * t / 12) + numpy.array(noise(31, 240)), 4)
    quarter = numpy.round(10 + 0.2 * t[:50] + 2.0 * (t[:50] % 4) + numpy.array(noise(32, 50)), 4)
    week = numpy.round(5 * (t[:150] % 7 == 6) + numpy.array(noise(33, 150)), 4)
    return [
        decomposition("month", month, 12, 7), decomposition("quarter", quarter, 4, 9),
        decomposition("week", week, 7, 11, low_pass=9),
    ]


def statistics():
    rows = []
    for seed, lags in ((41, 0), (42, 3), (43, 8)):
        values = simulated(seed, 80, ar=[0.8])
        rows.append({"values": listed(values), "lags": lags,
                     "statistic": number(kpss(values, regression="c", nlags=lags)[0])})
    return rows


def main():
    warnings.simplefilter("ignore")
    content = {"cases": [case(*c) for c in CASES], "decompositions": decompositions(), "kpss": statistics()}
    lines = ["%s:[\n%s\n]" % (json.dumps(key), ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows))
             for key, rows in content.items()]
    with open(os.path.join(FOLDER, "classical-arima.json"), "w", encoding="ascii", newline="\n") as file:
        file.write("{" + ",\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()
