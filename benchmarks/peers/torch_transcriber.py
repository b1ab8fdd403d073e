#!/usr/bin/env python3
# The network of `carousel transcribe` in PyTorch: LSTM layers, a dense map and the alignment loss, on made rows of features, as a measure of speed.
# usage: torch_transcriber.py [--hidden 96 --layers 2 --inputs 120 --classes 11 --batch 16 --steps 30 --threads 1 --causal]
# Prints sequences a second of whole training steps: forward, backward, clipping, Adam. Features are not made: their cost is not in it.
import argparse
import random
import time

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

options = argparse.ArgumentParser()
options.add_argument("--hidden", type=int, default=96)
options.add_argument("--layers", type=int, default=2)
options.add_argument("--inputs", type=int, default=120)
options.add_argument("--classes", type=int, default=11)
options.add_argument("--batch", type=int, default=16)
options.add_argument("--steps", type=int, default=30)
options.add_argument("--threads", type=int, default=1)
options.add_argument("--causal", action="store_true")
o = options.parse_args()
torch.set_num_threads(o.threads)
torch.manual_seed(1)
draw = random.Random(1)
ways = 1 if o.causal else 2

layers = nn.LSTM(o.inputs, o.hidden, o.layers, bidirectional=not o.causal, dropout=0.2)
output = nn.Sequential(nn.Dropout(0.2), nn.Linear(ways * o.hidden, o.classes))
parameters = [*layers.parameters(), *output.parameters()]
optimiser = torch.optim.Adam(parameters, lr=0.003)


def batch():
    """Rows of strings of three to seven words: about 25 rows of 30 ms a word; strings of like length stand in one batch."""
    words = draw.randint(3, 7)
    lengths = sorted((25 * words + draw.randint(-10, 10) for _ in range(o.batch)), reverse=True)
    rows = torch.randn(lengths[0], o.batch, o.inputs)
    return rows, lengths, torch.randint(1, o.classes, (o.batch, words))


def step(rows, lengths, labels):
    optimiser.zero_grad()
    hidden, _ = pad_packed_sequence(layers(pack_padded_sequence(rows, lengths))[0])
    scores = torch.log_softmax(output(hidden), 2)
    loss = nn.functional.ctc_loss(scores, labels, torch.tensor(lengths), torch.full((o.batch,), labels.shape[1]))
    loss.backward()
    nn.utils.clip_grad_norm_(parameters, 5)
    optimiser.step()


batches = [batch() for _ in range(o.steps)]
step(*batches[0])
begun = time.perf_counter()
for one in batches:
    step(*one)
seconds = time.perf_counter() - begun
rows = sum(sum(lengths) for _, lengths, _ in batches)
print("%.1f sequences/s, %.0f rows/s, %.1f ms a step" % (o.steps * o.batch / seconds, rows / seconds, 1000 * seconds / o.steps))
