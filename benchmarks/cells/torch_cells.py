#!/usr/bin/env python3
"""Times cells in eager PyTorch on one thread: a training pass over sequences, and one step of one sequence.

usage: torch_cells.py SECONDS CELL=I/H/B/T ...
Lines of cell, sizes, milliseconds of a training pass, microseconds of a step; of a cell that PyTorch can train on all
steps at once as well, the faster of both.
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


def heads_of(hidden):
    """As many heads as Carousel's cells have: of 16 to 64 units."""
    heads = 1
    while hidden % (2 * heads) == 0 and (hidden // heads > 64 or (heads < 4 and hidden // heads >= 32)):
        heads *= 2
    return heads


class Mlstm:
    """xLSTM's matrix memory, step by step: C = f C + i v k', h = o C q / max(|n q|, e^-m)."""

    scalars = 2

    def __init__(self, inputs, hidden):
        self.heads = heads_of(hidden)
        self.hidden = hidden
        self.map = torch.nn.Linear(inputs, 4 * hidden + self.scalars * self.heads)

    def start(self, batch, hidden):
        size = hidden // self.heads
        row = (batch, self.heads)
        return torch.zeros(*row, size, size), torch.zeros(*row, size), torch.zeros(*row, 1)

    def parts(self, x):
        """q, k, v, o [T, B, heads, d] and the gates of heads [T, B, heads, 1]."""
        sums = self.map(x)
        wide = sums[..., : 4 * self.hidden].unflatten(-1, (4, self.heads, -1)).unbind(-3)
        gates = sums[..., 4 * self.hidden:].unflatten(-1, (self.scalars, self.heads, 1)).unbind(-3)
        return wide, gates

    def project(self, x):
        (q, k, v, o), (i, f) = self.parts(x)
        k = k / k.shape[-1] ** 0.5
        f = torch.nn.functional.logsigmoid(f)
        return q.unbind(0), k.unbind(0), v.unbind(0), torch.sigmoid(o).unbind(0), i.unbind(0), f.unbind(0)

    def step(self, parts, state):
        q, k, v, o, i, f = parts
        c, n, m = state
        kept = f + m
        m = torch.maximum(kept, i)
        i, f = torch.exp(i - m), torch.exp(kept - m)
        k = i * k
        c = f.unsqueeze(-1) * c + k.unsqueeze(-1) * v.unsqueeze(-2)
        n = f * n + k
        den = torch.maximum((n * q).sum(-1, keepdim=True).abs(), torch.exp(-m))
        h = o * torch.matmul(q.unsqueeze(-2), c).squeeze(-2) / den
        return h.flatten(-2), (c, n, m)

    def whole(self, x):
        """All steps at once, as the authors' program trains: O(T^2)."""
        (q, k, v, o), (i, f) = self.parts(x)
        q, k, v = (a.permute(1, 2, 0, 3) for a in (q, k, v))
        i, f = i.permute(1, 2, 0, 3), f.permute(1, 2, 0, 3)
        sums = torch.nn.functional.logsigmoid(f).cumsum(-2)
        steps = x.shape[0]
        later = torch.ones(steps, steps, dtype=torch.bool).triu(1)
        weights = (sums + (i - sums).transpose(-1, -2)).masked_fill(later, -float("inf"))
        m = weights.max(-1, keepdim=True)[0]
        scores = torch.matmul(q, k.transpose(-1, -2)) * (k.shape[-1] ** -0.5) * torch.exp(weights - m)
        den = torch.maximum(scores.sum(-1, keepdim=True).abs(), torch.exp(-m))
        h = torch.matmul(scores / den, v).permute(2, 0, 1, 3)
        return (torch.sigmoid(o) * h).flatten(-2)


class Delta(Mlstm):
    """The delta rule, step by step: S = S + b (v - S k) k', h = o S q."""

    scalars = 1
    whole = None

    def start(self, batch, hidden):
        return super().start(batch, hidden)[:1]

    def project(self, x):
        (q, k, v, o), (rate,) = self.parts(x)
        q, k = (torch.nn.functional.normalize(a, dim=-1) for a in (q, k))
        return q.unbind(0), k.unbind(0), v.unbind(0), torch.sigmoid(o).unbind(0), (2 * torch.sigmoid(rate)).unbind(0)

    def step(self, parts, state):
        q, k, v, o, rate = parts
        (s,) = state
        error = rate * (v - torch.matmul(k.unsqueeze(-2), s).squeeze(-2))
        s = s + k.unsqueeze(-1) * error.unsqueeze(-2)
        return (o * torch.matmul(q.unsqueeze(-2), s).squeeze(-2)).flatten(-2), (s,)


CELLS = {"mingru": MinGru, "minlstm": MinLstm, "slstm": Slstm, "mlstm": Mlstm, "delta": Delta}


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

        def training_whole():
            cell.whole(x.detach().requires_grad_(True)).backward(gradient)

        one, state = torch.randn(1, 1, inputs), cell.start(1, hidden)

        def streaming():
            with torch.no_grad():
                for _ in range(100):
                    run(one, state)

        passes = [median(training, seconds)]
        # The scores of all steps with all others: as many as there is memory for.
        if getattr(cell, "whole", None) and batch * cell.heads * steps ** 2 < 5e7:
            rows, _ = run(x, cell.start(batch, hidden))
            assert torch.allclose(rows, cell.whole(x), atol=1e-4)
            passes.append(median(training_whole, seconds))
        print(name, sizes, "%.4g" % (min(passes) * 1e3), "%.4g" % (median(streaming, seconds) * 1e4), flush=True)


if __name__ == "__main__":
    main()
