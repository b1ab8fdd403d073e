#!/usr/bin/env python3
"""Trains the network of `carousel translate` with PyTorch on two text files and prints pairs a second.

usage: torch_translation.py SOURCE TARGET [threads] [batches]
Words stand for pieces: a line has as many symbols as words and marks, and one more for the end; numbers are taken modulo the size of the vocabulary.
Batches are of like length, as Carousel's.
"""
import random
import re
import sys
import time
import zlib

import torch
from torch import nn

V, E, H, BATCH, DROPOUT = 6001, 256, 512, 64, 0.3


class Peer(nn.Module):
    def __init__(self):
        super().__init__()
        self.rows = nn.Embedding(V, E, padding_idx=0)
        self.encoder = nn.LSTM(E, H // 2, bidirectional=True, batch_first=True)
        self.bridge = nn.Linear(2 * H, 2 * H)
        self.decoder = nn.LSTM(E, H, batch_first=True)
        self.query, self.key, self.score = nn.Linear(H, H, bias=False), nn.Linear(H, H, bias=False), nn.Linear(H, 1, bias=False)
        self.combine = nn.Linear(2 * H, E)
        self.bias = nn.Parameter(torch.zeros(V))
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, source, lengths, inputs):
        packed = nn.utils.rnn.pack_padded_sequence(self.drop(self.rows(source)), lengths, batch_first=True, enforce_sorted=False)
        memory, (h, c) = self.encoder(packed)
        memory, _ = nn.utils.rnn.pad_packed_sequence(memory, batch_first=True)
        start = torch.tanh(self.bridge(torch.cat([h[0], c[0], h[1], c[1]], 1)))
        hidden, _ = self.decoder(self.drop(self.rows(inputs)), (start[None, :, :H].contiguous(), start[None, :, H:].contiguous()))
        scores = self.score(torch.tanh(self.query(hidden)[:, :, None] + self.key(memory)[:, None])).squeeze(3)
        scores = scores.masked_fill((torch.arange(memory.shape[1])[None] >= lengths[:, None])[:, None], float("-inf"))
        context = torch.softmax(scores, 2) @ memory
        return self.drop(torch.tanh(self.combine(torch.cat([hidden, context], 2)))) @ self.rows.weight.T + self.bias


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [[1 + (zlib.crc32(w.encode()) % (V - 2)) for w in re.findall(r"\w+|\S", line)] + [V - 1] for line in lines]


def padded(rows):
    return nn.utils.rnn.pad_sequence([torch.tensor(r) for r in rows], batch_first=True)


def main():
    torch.set_num_threads(int(sys.argv[3]) if len(sys.argv) > 3 else 2)
    torch.manual_seed(1)
    random.seed(1)
    pairs = sorted(zip(read(sys.argv[1]), read(sys.argv[2])), key=lambda p: (len(p[1]), len(p[0])))
    batches = [pairs[i:i + BATCH] for i in range(0, len(pairs), BATCH)]
    random.shuffle(batches)
    batches = batches[:int(sys.argv[4]) if len(sys.argv) > 4 else 40]
    model = Peer()
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.1, ignore_index=0)
    started, done, symbols = time.perf_counter(), 0, 0
    for k, batch in enumerate(batches):
        if k == 3:
            started, done, symbols = time.perf_counter(), 0, 0
        source, target = padded([s for s, _ in batch]), padded([t for _, t in batch])
        inputs = torch.cat([torch.full((len(batch), 1), V - 1), target[:, :-1]], 1)
        optimiser.zero_grad()
        loss = loss_of(model(source, torch.tensor([len(s) for s, _ in batch]), inputs).reshape(-1, V), target.reshape(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimiser.step()
        done += len(batch)
        symbols += sum(len(s) + len(t) for s, t in batch)
    seconds = time.perf_counter() - started
    print(f"PyTorch {torch.__version__}: {done / seconds:.0f} pairs/s, {symbols / seconds:.0f} symbols/s, {symbols / done:.1f} symbols a pair, loss {loss.item():.2f}")


if __name__ == "__main__":
    main()
