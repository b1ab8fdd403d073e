#!/usr/bin/env python3
# Times PyTorch's LSTM: inference, a training step's gradient work, one step of one sequence: lines of shape, measure and value (ms; microseconds for a step).
# usage: torch_lstm.py THREADS SECONDS NAME=I/H/B/T[xLayers] ...
import os
import sys
import time

threads, seconds = int(sys.argv[1]), float(sys.argv[2])
# torch.set_num_threads does not reach OpenBLAS, which reads these when it is loaded.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(threads)

import torch  # noqa: E402

import shapes  # noqa: E402

CALLS = 100


def median(call):
    """The median of calls over some seconds, three at least."""
    call()
    times, total = [], 0.0
    while total < seconds or len(times) < 3:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
        total += times[-1]
    return sorted(times)[len(times) // 2]


def sequences(name, inputs, hidden, batch, steps, layers):
    """Whole sequences, with and without gradients."""
    lstm = torch.nn.LSTM(inputs, hidden, layers)
    x, gradient = torch.randn(steps, batch, inputs), torch.randn(steps, batch, hidden)

    def forward():
        with torch.no_grad():
            lstm(x)

    def training():
        lstm.zero_grad(set_to_none=True)
        output, _ = lstm(x.detach().requires_grad_(True))
        output.backward(gradient)

    print(f"{name} forward {median(forward) * 1e3:.9g}", flush=True)
    print(f"{name} training {median(training) * 1e3:.9g}", flush=True)


def streaming(name, inputs, hidden, layers):
    """One sequence, one step at a time, the state carried on."""
    lstm = torch.nn.LSTM(inputs, hidden, layers)
    x = torch.randn(1, 1, inputs)
    state = None

    def steps():
        nonlocal state
        with torch.no_grad():
            for _ in range(CALLS):
                _, state = lstm(x, state)

    print(f"{name} step {median(steps) / CALLS * 1e6:.9g}", flush=True)


torch.set_num_threads(threads)
print(f"- version {torch.__version__}", flush=True)
for name, inputs, hidden, batch, steps, layers in shapes.read(sys.argv[3:]):
    if batch == steps == 1:
        streaming(name, inputs, hidden, layers)
    else:
        sequences(name, inputs, hidden, batch, steps, layers)
