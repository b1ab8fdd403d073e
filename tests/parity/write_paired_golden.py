#!/usr/bin/env python3
"""Prints the cases of PairedForecastTestTests: Diebold and Mariano with Bartlett's weights, the correction of Harvey, Leybourne and Newbold and Student's t, with numpy and scipy."""

import numpy
from scipy import stats


def errors(n, factor, shift):
    """Numbers without a pattern that every language makes alike, correlated over three origins."""
    noise = numpy.array([(i * i * 7919 + i * factor) % 1009 / 1009 for i in range(n + 2)])
    return shift + (noise[2:] + noise[1:-1] + noise[:-2]) / 3


def case(n, overlap, shift):
    own, other = errors(n, 17, 2 + shift), errors(n, 411, 2)
    d = own - other
    lags = min(n - 1, max(overlap, int(n ** (1 / 3) + 1e-9) if n >= 20 else 0))
    centred = d - d.mean()
    covariances = [centred[lag:] @ centred[:n - lag] / n for lag in range(lags + 1)]
    weights = [1] + [2 * (1 - lag / (lags + 1)) for lag in range(1, lags + 1)]
    h = lags + 1
    correction = numpy.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
    statistic = d.mean() / numpy.sqrt(numpy.dot(weights, covariances) / n) * correction
    p = 2 * stats.t.sf(abs(statistic), n - 1)
    half = stats.t.ppf(0.975, n - 1) * abs(d.mean() / statistic)
    low, high = (d.mean() - half) / other.mean(), (d.mean() + half) / other.mean()
    print(f"[InlineData({n}, {overlap}, {shift}, {lags}, {statistic:.9g}, {p:.9g}, {d.mean() / other.mean():.9g}, {low:.9g}, {high:.9g})]")
    if lags == 0:
        assert numpy.isclose(p, stats.ttest_rel(own, other).pvalue)


for arguments in [(2, 0, 0.1), (5, 0, -0.2), (8, 3, -0.3), (12, 0, 0.05), (28, 0, -0.1), (28, 6, -0.1), (100, 23, 0.02), (649, 0, -0.003)]:
    case(*arguments)
