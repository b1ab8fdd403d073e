#!/usr/bin/env python3
# Times PyTorch's Transformer block (normalised first, GELU, no dropout, every step sees all steps before): inference and a training step's gradient work, in ms.
# usage: torch_transformer.py THREADS SECONDS NAME=D/HEADS/B/T ...
import os
import sys
import time

threads, seconds = int(sys.argv[1]), float(sys.argv[2])
# torch.set_num_threads does not reach OpenBLAS, which reads these when it is loaded.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(threads)

import torch  # noqa: E402


def median(call):
    """The median of the times of as many calls as fit, in seconds."""
    call()
    call()
    times, total = [], 0.0
    while total < seconds or len(times) < 3:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
        total += times[-1]
    return sorted(times)[len(times) // 2]


torch.set_num_threads(threads)
print(f"- version {torch.__version__}", flush=True)
for word in sys.argv[3:]:
    name, _, sizes = word.partition("=")
    features, heads, batch, steps = (int(size) for size in sizes.split("/"))
    block = torch.nn.TransformerEncoderLayer(features, heads, 4 * features, dropout=0.0, activation="gelu", norm_first=True, batch_first=True)
    mask = torch.triu(torch.full((steps, steps), float("-inf")), diagonal=1)
    x, gradient = torch.randn(batch, steps, features), torch.randn(batch, steps, features)

    def forward():
        with torch.no_grad():
            block(x, mask)

    def training():
        block.zero_grad(set_to_none=True)
        block(x.detach().requires_grad_(True), mask).backward(gradient)

    # In evaluation PyTorch takes its fused path where it has one; a training pass is timed in training mode.
    block.eval()
    print(f"{name} forward {median(forward) * 1e3:.9g}", flush=True)
    block.train()
    print(f"{name} training {median(training) * 1e3:.9g}", flush=True)
