#!/usr/bin/env python3
"""Writes tests/parity/golden/translation-*.json: an encoder and a decoder with attention, written out with PyTorch's automatic differentiation in float64."""

import numpy
import torch

from write_golden import exact, write

SOURCES, TARGETS, EMBEDDING, ENCODER, DECODER, END, SMOOTHING = 7, 6, 4, 3, 5, 5, 0.1
SOURCE_LENGTHS, TARGET_LENGTHS = [4, 1, 6], [3, 5, 2]


def parameters(random, score):
    sizes = {"source.weight": (SOURCES, EMBEDDING), "target.weight": (TARGETS, EMBEDDING)}
    for direction in ("forward", "reverse"):
        sizes |= {f"encoder.0.{direction}.W": (4 * ENCODER, EMBEDDING), f"encoder.0.{direction}.R": (4 * ENCODER, ENCODER), f"encoder.0.{direction}.b": (4 * ENCODER,)}
    sizes |= {"decoder.0.W": (4 * DECODER, EMBEDDING), "decoder.0.R": (4 * DECODER, DECODER), "decoder.0.b": (4 * DECODER,)}
    sizes |= {"bridge.weight": (2 * DECODER, 4 * ENCODER), "bridge.bias": (2 * DECODER,)}
    if score == "additive":
        sizes |= {"attention.query.weight": (DECODER, DECODER), "attention.key.weight": (DECODER, 2 * ENCODER), "attention.score": (DECODER,)}
    else:
        sizes |= {"attention.key.weight": (DECODER, 2 * ENCODER)}
    sizes |= {"combine.weight": (EMBEDDING, DECODER + 2 * ENCODER), "combine.bias": (EMBEDDING,), "output.bias": (TARGETS,)}
    return {name: exact(random, *size).requires_grad_() for name, size in sizes.items()}


def cell(x, h, c, p, name):
    i, f, g, o = (x @ p[name + ".W"].T + h @ p[name + ".R"].T + p[name + ".b"]).chunk(4)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def run(rows, p, name):
    h = c = torch.zeros(ENCODER, dtype=torch.float64)
    outputs = []
    for row in rows:
        h, c = cell(row, h, c, p, name)
        outputs.append(h)
    return outputs, h, c


def scores(source, target, p, score):
    rows = p["source.weight"][source]
    ahead, h1, c1 = run(rows, p, "encoder.0.forward")
    back, h2, c2 = run(rows.flip(0), p, "encoder.0.reverse")
    memory = torch.stack([torch.cat(pair) for pair in zip(ahead, back[::-1])])
    state = torch.tanh(p["bridge.weight"] @ torch.cat([h1, c1, h2, c2]) + p["bridge.bias"])
    h, c = state[:DECODER], state[DECODER:]
    keys = memory @ p["attention.key.weight"].T
    logits = []
    for symbol in [END] + target[:-1]:
        x = p["target.weight"][symbol]
        h, c = cell(x, h, c, p, "decoder.0")
        looks = torch.tanh(keys + p["attention.query.weight"] @ h) @ p["attention.score"] if score == "additive" else keys @ h
        context = torch.softmax(looks, 0) @ memory
        combined = torch.tanh(p["combine.weight"] @ torch.cat([h, context]) + p["combine.bias"])
        logits.append(p["target.weight"] @ combined + p["output.bias"])
    return torch.stack(logits)


def main():
    for score in ("additive", "general"):
        random = numpy.random.default_rng(11)
        p = parameters(random, score)
        sources = [random.integers(0, SOURCES, n).tolist() for n in SOURCE_LENGTHS]
        targets = [random.integers(0, TARGETS - 1, n - 1).tolist() + [END] for n in TARGET_LENGTHS]
        logits = [scores(s, t, p, score) for s, t in zip(sources, targets)]
        loss = torch.nn.functional.cross_entropy(torch.cat(logits), torch.tensor(sum(targets, [])), label_smoothing=SMOOTHING)
        loss.backward()
        settings = {"score": score, "smoothing": SMOOTHING, "end": END, "source_lengths": SOURCE_LENGTHS, "target_lengths": TARGET_LENGTHS,
                    "sources": sum(sources, []), "targets": sum(targets, []), "embedding": EMBEDDING, "encoder": ENCODER, "decoder": DECODER,
                    "source_symbols": SOURCES, "target_symbols": TARGETS}
        tensors = dict(p) | {"d" + name: value.grad for name, value in p.items()} | {"loss": loss.reshape(1), "logits": torch.cat(logits)}
        write(f"translation-{score}", settings, tensors)


if __name__ == "__main__":
    main()
