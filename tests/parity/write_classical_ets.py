#!/usr/bin/env python3
"""Writes tests/parity/golden/classical-ets.json: exponential smoothing by statsmodels (Debian's python3-statsmodels, 0.13) on thirty series made by formulas."""

import json
import math
import pathlib
import warnings

import numpy
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

STEPS = 12
WORDS = {"N": None, "A": "add", "M": "mul"}
FORMS = [(error, trend, season) for season in "NAM" for trend in ("N", "A", "Ad") for error in "AM" if error == "M" or season != "M"]
LENGTHS = {1: [12, 30, 75, 150, 400], 4: [24, 40, 72, 120, 200], 7: [35, 70, 140, 280, 400], 12: [48, 96, 144, 240, 360]}


def noise(count, seed):
    """Nearly normal numbers from an integer generator that every language makes alike."""
    state, numbers = seed, []
    for _ in range(count):
        total = 0
        for _ in range(4):
            state = (state * 1103515245 + 12345) % 2**31
            total += state / 2**31
        numbers.append((total - 2) * math.sqrt(3))
    return numbers


def series(form, count, period, seed):
    """A walk of a level with the form's trend and error; its season changes if the seed is odd."""
    error, trend, season = form
    errors, level, slope, values = noise(3 * count, seed), 100.0, 0.0 if trend == "N" else 60 / count + 0.3, []
    phases = [math.sin(2 * math.pi * s / period) + 0.4 * math.cos(4 * math.pi * s / period) for s in range(period)]
    for t in range(count):
        phase = phases[t % period] if period > 1 else 0.0
        mean = level + 12 * phase if season == "A" else level * (1 + 0.2 * phase) if season == "M" else level
        size = 0.03 * mean if error == "M" else 3
        values.append(round(mean + size * errors[3 * t], 4))
        level += slope + 0.3 * (size if error == "M" else 1) * errors[3 * t + 1]
        slope *= 0.95 if trend == "Ad" else 1
        phases[t % period] += 0.1 * (seed % 2) * errors[3 * t + 2]
    assert min(values) > 0
    return values


def listed(model, form, period, params):
    """Rates, then the initial states; of the season first the index of the first value."""
    by_name = dict(zip(model.param_names, params))
    indices = [float(by_name[f"initial_seasonal.{period - 1 - s}"]) for s in range(period)] if form[2] != "N" else [0.0]
    return [
        float(by_name["smoothing_level"]), float(by_name.get("smoothing_trend", 0)),
        float(by_name.get("smoothing_seasonal", 0)), float(by_name.get("damping_trend", 1)),
        float(by_name["initial_level"]), float(by_name.get("initial_trend", 0)), *indices]


def multiplicative(form, values, period, params, by_new_level):
    """Log-likelihood and forecasts with a multiplicative season by table 2.2 of Hyndman et al. 2008: s' = s·(1 + γε). statsmodels divides by the new level instead, s' = s·(1 + γε / (1 + αε)), as Holt-Winters does."""
    alpha, beta, gamma, phi, level, slope, *seasons = params
    squares, logarithms = 0.0, 0.0
    for t, value in enumerate(values):
        ahead = level + phi * slope
        mean = ahead * seasons[t % period]
        error = value / mean - 1
        squares += error**2
        logarithms += math.log(mean)
        level, slope = ahead * (1 + alpha * error), phi * slope + beta * ahead * error
        seasons[t % period] *= 1 + gamma * error / ((1 + alpha * error) if by_new_level else 1)
    count, forecast = len(values), []
    for h in range(STEPS):
        slope *= phi
        level += slope
        forecast.append(level * seasons[(count + h) % period])
    return -count / 2 * (math.log(2 * math.pi * squares / count) + 1) - logarithms, forecast


def by_book(form, values, period, params, log_likelihood, forecast):
    """What statsmodels gives; with a multiplicative season what it would give by the book."""
    if form[2] != "M":
        return log_likelihood, forecast
    own, _ = multiplicative(form, values, period, params, True)
    assert abs(own - log_likelihood) < 1e-8 * abs(log_likelihood)
    return multiplicative(form, values, period, params, False)


def smoothing(form, values, period):
    model = ETSModel(
        numpy.array(values), error=WORDS[form[0]], trend=WORDS[form[1][0]], damped_trend=form[1] == "Ad",
        seasonal=WORDS[form[2]], seasonal_periods=period if form[2] != "N" else None, initialization_method="estimated")
    given = dict(smoothing_level=0.35, smoothing_trend=0.04, smoothing_seasonal=0.15, damping_trend=0.93)
    fixed = [given.get(name, value) for name, value in zip(model.param_names, model.start_params)]
    fit = model.fit(disp=False, maxiter=2000)
    case = {"form": f"ETS({','.join(form)})", "season": period if form[2] != "N" else 1, "values": values}
    for kind, params in (("fixed", numpy.array(fixed)), ("fitted", fit.params)):
        numbers, result = listed(model, form, period, params), model.smooth(params)
        log_likelihood, forecast = by_book(form, values, period, numbers, float(result.llf), result.forecast(STEPS).tolist())
        case[kind] = {"parameters": numbers, "logLikelihood": log_likelihood, "forecast": forecast}
    case["fitted"]["ofStatsmodels"] = float(fit.llf)
    case["fitted"]["deviation"] = numpy.sqrt(fit._relative_forecast_variance(numpy.arange(1, STEPS + 1))).tolist() if form[0] == "A" else []
    return case


def main():
    warnings.simplefilter("ignore")
    cases = []
    for i in range(30):
        form = FORMS[i % len(FORMS)]
        period = 1 if form[2] == "N" else (4, 7, 12)[(i + i // 15) % 3]
        count = LENGTHS[period][(i + i // 15) % 5]
        cases.append(smoothing(form, series(form, count, period, 1 + i), period))
    written = json.loads(json.dumps({"smoothing": cases}), parse_float=lambda text: float(f"{float(text):.13g}"))
    rows = ",\n".join(
        f'"{kind}": [\n' + ",\n".join(json.dumps(case) for case in written[kind]) + "\n]" for kind in ("smoothing",))
    path = pathlib.Path(__file__).parent / "golden" / "classical-ets.json"
    path.write_text("{" + rows + "}\n")


if __name__ == "__main__":
    main()
