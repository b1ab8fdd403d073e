#!/usr/bin/env python3
"""Times cells in eager PyTorch on one thread: a training pass over sequences, and one step of one sequence.

usage: torch_cells.py SECONDS CELL=I/H/B/T ...
Lines of cell, sizes, milliseconds of a training pass, microseconds of a step.
"""
import os
import sys
import time

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import torch  # noqa: E402

torch.set_num_threads(1)


class MinGru:
    """h = (1 - z) h + z g; gates of all steps in one product."""

    def __init__(self, inputs, hidden):
        self.map = torch.nn.Linear(inputs, 2 * hidden)

    def start(self, batch, hidden):
        return torch.zeros(batch, hidden)

    def project(self, x):
        z, g = self.map(x).chunk(2, -1)
        z = torch.sigmoid(z)
        return (1 - z).unbind(0), (z * g).unbind(0)

    def step(self, parts, h):
        keep, take = parts
        h = keep * h + take
        return h, h


class MinLstm(MinGru):
    """h = (f h + i g) / (f + i)."""

    def __init__(self, inputs, hidden):
        self.map = torch.nn.Linear(inputs, 3 * hidden)

    def project(self, x):
        f, i, g = self.map(x).chunk(3, -1)
        f, i = torch.sigmoid(f), torch.sigmoid(i)
        share = 1 / (f + i)
        return (f * share).unbind(0), (i * share * g).unbind(0)


class Slstm:
    """xLSTM's cell with four heads: exponential input gate, stabiliser; W x of all steps in one product."""

    heads = 4

    def __init__(self, inputs, hidden):
        self.map = torch.nn.Linear(inputs, 4 * hidden)
        size = hidden // self.heads
        self.recurrent = (torch.randn(self.heads, size, 4 * size) / size ** 0.5).requires_grad_(True)

    def start(self, batch, hidden):
        zeros = torch.zeros(batch, self.heads, hidden // self.heads)
        return zeros, zeros, zeros, torch.full_like(zeros, -1e30)

    def project(self, x):
        parts = self.map(x).unflatten(-1, (4, self.heads, -1)).transpose(-3, -2).flatten(-2)
        return (parts.unbind(0),)

    def step(self, parts, state):
        h, c, n, m = state
        sums = parts[0] + torch.bmm(h.transpose(0, 1), self.recurrent).transpose(0, 1)
        i, f, z, o = sums.chunk(4, -1)
        kept = torch.nn.functional.logsigmoid(f) + m
        m = torch.maximum(kept, i)
        i, f = torch.exp(i - m), torch.exp(kept - m)
        c = f * c + i * torch.tanh(z)
        n = f * n + i
        h = torch.sigmoid(o) * c / n
        return h.flatten(-2), (h, c, n, m)


CELLS = {"mingru": MinGru, "minlstm": MinLstm, "slstm": Slstm}


def median(call, seconds):
    """The median of calls over some seconds, three at least."""
    call()
    times, total = [], 0.0
    while total < seconds or len(times) < 3:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
        total += times[-1]
    return sorted(times)[len(times) // 2]


def main():
    seconds = float(sys.argv[1])
    for word in sys.argv[2:]:
        name, _, sizes = word.partition("=")
        inputs, hidden, batch, steps = (int(size) for size in sizes.split("/"))
        cell = CELLS[name](inputs, hidden)
        x, gradient = torch.randn(steps, batch, inputs), torch.randn(steps, batch, hidden)

        def run(values, state):
            rows = []
            for parts in zip(*cell.project(values)):
                row, state = cell.step(parts, state)
                rows.append(row)
            return torch.stack(rows), state

        def training():
            run(x.detach().requires_grad_(True), cell.start(batch, hidden))[0].backward(gradient)

        one, state = torch.randn(1, 1, inputs), cell.start(1, hidden)

        def streaming():
            with torch.no_grad():
                for _ in range(100):
                    run(one, state)

        print(name, sizes, "%.4g" % (median(training, seconds) * 1e3), "%.4g" % (median(streaming, seconds) * 1e4),
              flush=True)


if __name__ == "__main__":
    main()
