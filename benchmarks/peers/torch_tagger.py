#!/usr/bin/env python3
# The tagger of `carousel tag` in PyTorch: the same network, batches, epochs and rates, as a measure of what is reached, not of speed.
# usage: torch_tagger.py TRAIN.conll TEST.conll --seed N [--hidden 100 --word 64 --spelling 32 --batch 16 --epochs 12 --rate 0.003 ...]
# Prints precision, recall and F1 of spans (conlleval's rules) after the last epoch.
import argparse
import math
import random
import time

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

options = argparse.ArgumentParser()
options.add_argument("train")
options.add_argument("test")
options.add_argument("--seed", type=int, default=1)
options.add_argument("--hidden", type=int, default=128)
options.add_argument("--word", type=int, default=100)
options.add_argument("--character", type=int, default=32)
options.add_argument("--spelling", type=int, default=50)
options.add_argument("--batch", type=int, default=16)
options.add_argument("--epochs", type=int, default=15)
options.add_argument("--rate", type=float, default=0.003)
options.add_argument("--input-dropout", type=float, default=0.33)
options.add_argument("--dropout", type=float, default=0.5)
options.add_argument("--word-dropout", type=float, default=0.25)
options.add_argument("--clip", type=float, default=5)
options.add_argument("--threads", type=int, default=1)
o = options.parse_args()
torch.set_num_threads(o.threads)
torch.manual_seed(o.seed)
draw = random.Random(o.seed)


def read(path):
    sentences, tokens = [], []
    for line in open(path, encoding="utf-8"):
        if line.strip():
            cells = line.rstrip("\n").split("\t")
            tokens.append((cells[0], cells[-1].strip()))
        elif tokens:
            sentences.append(tokens)
            tokens = []
    return sentences + ([tokens] if tokens else [])


def count(items):
    counts = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    return counts


train, test = read(o.train), read(o.test)
word_counts = count(w.lower() for s in train for w, _ in s)
words = {w: k + 1 for k, w in enumerate(sorted(word_counts))}
letters = {c: k + 1 for k, c in enumerate(sorted({c for s in train for w, _ in s for c in w}))}
labels = sorted({l for s in train for _, l in s})
label_numbers = {l: k for k, l in enumerate(labels)}


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(len(words) + 1, o.word)
        self.letters = nn.Embedding(len(letters) + 1, o.character)
        nn.init.uniform_(self.words.weight, -o.word**-0.5, o.word**-0.5)
        nn.init.uniform_(self.letters.weight, -o.character**-0.5, o.character**-0.5)
        self.spelling = nn.LSTM(o.character, o.spelling, bidirectional=True)
        self.sentence = nn.LSTM(o.word + 2 * o.spelling, o.hidden, bidirectional=True)
        for lstm in (self.spelling, self.sentence):
            for name, p in lstm.named_parameters():
                gates = p.shape[0] // 4
                if "weight" in name:
                    for g in range(4):
                        (nn.init.orthogonal_ if "hh" in name else nn.init.xavier_uniform_)(p.data[g * gates : (g + 1) * gates])
                else:
                    p.data.zero_()
                    if "ih" in name:
                        p.data[gates : 2 * gates] = 1
        self.input_dropout, self.output_dropout = nn.Dropout(o.input_dropout), nn.Dropout(o.dropout)
        self.scores = nn.Linear(2 * o.hidden, len(labels))
        nn.init.xavier_uniform_(self.scores.weight)
        nn.init.zeros_(self.scores.bias)
        C = len(labels)
        self.start, self.transition, self.end = (nn.Parameter(torch.empty(s).uniform_(-0.1, 0.1)) for s in ((C,), (C, C), (C,)))

    def forward(self, sentences, dropped):
        distinct = {}
        for s in sentences:
            for w, _ in s:
                distinct.setdefault(w, len(distinct))
        spelled = [[letters.get(c, 0) for c in (w if len(w) <= 40 else w[:20] + w[-20:])] for w in distinct]
        lengths = torch.tensor([len(w) for w in spelled])
        padded = nn.utils.rnn.pad_sequence([torch.tensor(w) for w in spelled])
        _, (h, _) = self.spelling(pack_padded_sequence(self.letters(padded), lengths, enforce_sorted=False))
        spelled = torch.cat([h[0], h[1]], 1)
        lengths = torch.tensor([len(s) for s in sentences])
        w = nn.utils.rnn.pad_sequence([torch.tensor([0 if dropped and drops(w) else words.get(w.lower(), 0) for w, _ in s]) for s in sentences])
        d = nn.utils.rnn.pad_sequence([torch.tensor([distinct[w] for w, _ in s]) for s in sentences])
        x = self.input_dropout(torch.cat([self.words(w), spelled[d]], 2))
        y, _ = pad_packed_sequence(self.sentence(pack_padded_sequence(x, lengths, enforce_sorted=False))[0])
        return self.scores(self.output_dropout(y)), lengths

    def loss(self, scores, lengths, y):
        T, B, _ = scores.shape
        mask = torch.arange(T)[:, None] < lengths[None]
        place = torch.arange(B)
        score = self.start[y[0]] + scores[0, place, y[0]]
        ahead = self.start + scores[0]
        for t in range(1, T):
            step = self.transition[y[t - 1], y[t]] + scores[t, place, y[t]]
            score = score + step * mask[t]
            after = torch.logsumexp(ahead[:, :, None] + self.transition, 1) + scores[t]
            ahead = torch.where(mask[t][:, None], after, ahead)
        score = score + self.end[y[lengths - 1, place]]
        return (torch.logsumexp(ahead + self.end, 1) - score).sum() / lengths.sum()

    def decode(self, scores, lengths):
        found = []
        for b in range(scores.shape[1]):
            best, pointers = self.start + scores[0, b], []
            for t in range(1, int(lengths[b])):
                best, k = (best[:, None] + self.transition).max(0)
                best = best + scores[t, b]
                pointers.append(k)
            path = [int((best + self.end).argmax())]
            for k in reversed(pointers):
                path.append(int(k[path[-1]]))
            found.append([labels[c] for c in reversed(path)])
        return found


def drops(word):
    return draw.random() < o.word_dropout / (o.word_dropout + word_counts[word.lower()])


def spans(tags):
    found, first, before = set(), -1, ("O", "")
    for n, tag in enumerate(tags + ["O"]):
        letter, kind = (tag[0], tag[2:]) if tag != "O" else ("O", "")
        if first >= 0 and before[0] != "O" and (letter in "BO" or kind != before[1]):
            found.add((first, n - 1, before[1]))
            first = -1
        if letter != "O" and (letter == "B" or before[0] == "O" or kind != before[1]):
            first = n
        before = (letter, kind)
    return found


def measure(model):
    model.eval()
    right = true = given = 0
    order = sorted(range(len(test)), key=lambda s: len(test[s]))
    with torch.no_grad():
        for k in range(0, len(order), 64):
            some = [test[s] for s in order[k : k + 64]]
            for sentence, tags in zip(some, model.decode(*model(some, False))):
                a, b = spans([l for _, l in sentence]), spans(tags)
                right, true, given = right + len(a & b), true + len(a), given + len(b)
    model.train()
    return right / max(1, given), right / max(1, true), 2 * right / max(1, given + true)


model = Tagger()
adam = torch.optim.Adam(model.parameters(), lr=o.rate)
batches = math.ceil(len(train) / o.batch)
steps, warm = o.epochs * batches, int(0.05 * o.epochs * batches)
rate = torch.optim.lr_scheduler.LambdaLR(
    adam, lambda s: (s + 1) / warm if s < warm else 0.5 * (1 + math.cos(math.pi * (s - warm) / max(1, steps - warm)))
)
started = time.process_time()
for epoch in range(o.epochs):
    order = list(range(len(train)))
    draw.shuffle(order)
    pool = 40 * o.batch
    order = [s for k in range(0, len(order), pool) for s in sorted(order[k : k + pool], key=lambda s: len(train[s]))]
    starts = list(range(0, len(order), o.batch))
    draw.shuffle(starts)
    total = 0.0
    for k in starts:
        some = [train[s] for s in order[k : k + o.batch]]
        scores, lengths = model(some, True)
        y = nn.utils.rnn.pad_sequence([torch.tensor([label_numbers[l] for _, l in s]) for s in some])
        loss = model.loss(scores, lengths, y)
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), o.clip)
        adam.step()
        rate.step()
        total += float(loss)
    print(f"epoch {epoch + 1} loss {total / batches:.4f} cpu {time.process_time() - started:.0f} s", flush=True)

p, r, f = measure(model)
print(f"seed {o.seed} precision {100 * p:.2f} recall {100 * r:.2f} F1 {100 * f:.2f}", flush=True)
