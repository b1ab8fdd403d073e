#!/usr/bin/env python3
"""Writes tests/parity/golden/sound-features.json: log-mel energies and cepstral coefficients of a short sound, with numpy in float64."""

import numpy
import torch

from write_golden import write

RATE, WINDOW, HOP, POINTS, BANDS, COEFFICIENTS, LOWEST, HIGHEST = 8000, 200, 80, 256, 12, 5, 60.0, 3800.0


def mel(hertz):
    return 2595 * numpy.log10(1 + hertz / 700)


def filters():
    edges = 700 * (10 ** (numpy.linspace(mel(LOWEST), mel(HIGHEST), BANDS + 2) / 2595) - 1)
    frequencies = numpy.arange(POINTS // 2 + 1) * RATE / POINTS
    rise = (frequencies - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - frequencies) / (edges[2:] - edges[1:-1])[:, None]
    return numpy.maximum(0, numpy.minimum(rise, fall))


def main():
    random = numpy.random.default_rng(7)
    times = numpy.arange(WINDOW + 4 * HOP) / RATE
    sound = sum(numpy.sin(2 * numpy.pi * 130 * k * times) / k for k in range(1, 9)) * 0.2 + random.normal(size=times.size) * 0.02
    sound = numpy.round(sound * 1024) / 1024
    lifted = sound - 0.97 * numpy.concatenate([[0], sound[:-1]])
    frames = numpy.stack([lifted[t * HOP:t * HOP + WINDOW] for t in range(5)])
    window = 0.5 - 0.5 * numpy.cos(2 * numpy.pi * numpy.arange(WINDOW) / WINDOW)
    power = numpy.abs(numpy.fft.rfft(frames * window, POINTS)) ** 2 / (window ** 2).sum()
    bands = numpy.log(power @ filters().T + 1e-9)
    cosines = numpy.cos(numpy.pi * numpy.outer(numpy.arange(COEFFICIENTS), numpy.arange(BANDS) + 0.5) / BANDS)
    scale = numpy.sqrt(numpy.where(numpy.arange(COEFFICIENTS) == 0, 1, 2) / BANDS)
    settings = {"rate": RATE, "bands": BANDS, "coefficients": COEFFICIENTS, "lowest": LOWEST, "highest": HIGHEST}
    tensors = {"samples": sound, "logMel": bands, "cepstrum": bands @ (cosines * scale[:, None]).T}
    write("sound-features", settings, {name: torch.tensor(value) for name, value in tensors.items()})


if __name__ == "__main__":
    main()
