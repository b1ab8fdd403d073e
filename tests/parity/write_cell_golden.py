#!/usr/bin/env python3
"""Writes the golden files of minGRU, minLSTM, sLSTM, mLSTM and the delta rule, for which PyTorch has no module: their
equations, with PyTorch's automatic differentiation in float64. See README.md beside this file."""

import numpy
import torch

from write_golden import DOUBLE, exact, write

GATES = {"mingru": 2, "minlstm": 3, "slstm": 4, "mlstm": 4, "delta": 4}
STATES = {"mingru": "h", "minlstm": "h", "slstm": "hcnm", "mlstm": "hCnm", "delta": "hS"}


def mingru(a, state, option):
    z, g = a.chunk(2, dim=1)
    z = torch.sigmoid(z)
    return [(1 - z) * state[0] + z * g]


def minlstm(a, state, option):
    f, i, g = a.chunk(3, dim=1)
    f, i = torch.sigmoid(f), torch.sigmoid(i)
    return [(f * state[0] + i * g) / (f + i)]


def slstm(a, state, exponential):
    """Beck and others 2024, equations 8 to 18; nothing is kept of an empty state."""
    i, f, z, o = a.chunk(4, dim=1)
    _, c, n, m = state
    kept = (f if exponential else torch.nn.functional.logsigmoid(f)) + m
    kept = torch.where(n == 0, torch.full_like(kept, -numpy.inf), kept)
    most = torch.maximum(kept, i)
    enters, stays = torch.exp(i - most), torch.exp(kept - most)
    c = stays * c + enters * torch.tanh(z)
    n = stays * n + enters
    return [torch.sigmoid(o) * c / n, c, n, most]


def parts(a, units, heads):
    """Query, key, value and output gate by head, [B, heads, d], then the gates of a head, [B, heads] each."""
    wide = [part.reshape(a.shape[0], heads, -1) for part in a[:, :4 * units].chunk(4, dim=1)]
    return wide + list(a[:, 4 * units:].split(heads, dim=1))


def written(key, value):
    """[B, heads, d, d] by key, then value."""
    return key.unsqueeze(3) * value.unsqueeze(2)


def read(matrix, key):
    """What stands under a key: [B, heads, d]."""
    return torch.einsum("bhju,bhj->bhu", matrix, key)


def mlstm(a, state, exponential):
    """Beck and others 2024, equations 19 to 27, by head."""
    h, c, n, m = state
    q, k, v, o, i, f = parts(a, h.shape[1], m.shape[1])
    k = k / numpy.sqrt(k.shape[2])
    kept = (f if exponential else torch.nn.functional.logsigmoid(f)) + m
    most = torch.maximum(kept, i)
    enters, stays = torch.exp(i - most).unsqueeze(2), torch.exp(kept - most).unsqueeze(2)
    c = stays.unsqueeze(3) * c.reshape(written(k, v).shape) + written(enters * k, v)
    n = stays * n.reshape(k.shape) + enters * k
    divisor = torch.maximum((n * q).sum(2).abs(), torch.exp(-most)).unsqueeze(2)
    shown = torch.sigmoid(o) * read(c, q) / divisor
    return [shown.flatten(1), c.flatten(1), n.flatten(1), most]


def delta(a, state, decays):
    """Schlag, Irie and Schmidhuber 2021, with rates up to 2 (Grazzi, Siems and others 2024), by head."""
    h, s = state
    units = h.shape[1]
    q, k, v, o, *gates = parts(a, units, units * units // s.shape[1])
    q, k = (row / torch.sqrt((row * row).sum(2, keepdim=True) + 1e-12) for row in (q, k))
    rate = 2 * torch.sigmoid(gates[0]).unsqueeze(2)
    s = s.reshape(written(k, v).shape)
    s = torch.sigmoid(gates[1]).unsqueeze(2).unsqueeze(3) * s if decays else s
    s = s + written(k, rate * (v - read(s, k)))
    return [(torch.sigmoid(o) * read(s, q)).flatten(1), s.flatten(1)]


CELLS = {"mingru": mingru, "minlstm": minlstm, "slstm": slstm, "mlstm": mlstm, "delta": delta}


def sizes(kind, hidden, heads, decays):
    """Rows of the weights, and values of each part of a state."""
    if kind not in ("mlstm", "delta"):
        return GATES[kind] * hidden, {state: hidden for state in STATES[kind]}
    matrix = hidden * hidden // heads
    each = {"h": hidden, "C": matrix, "S": matrix, "n": hidden, "m": heads}
    rows = GATES[kind] * hidden + (2 if kind == "mlstm" or decays else 1) * heads
    return rows, {state: each[state] for state in STATES[kind]}


def from_state(h, weights):
    """R h, of which a row sees the units of its own head: weights [gates * units, units of a head]."""
    units, head = h.shape[1], weights.shape[1]
    by_head = h.reshape(-1, units // head, head)
    return torch.einsum("bhk,ghuk->bghu", by_head, weights.reshape(-1, units // head, head, head)).reshape(h.shape[0], -1)


def run(kind, x, state, lengths, weights, option, reverse):
    """Outputs of all steps, zero behind a sequence's end, and the states after each sequence's own last step."""
    rows = [None] * x.shape[0]
    for t in reversed(range(x.shape[0])) if reverse else range(x.shape[0]):
        a = x[t] @ weights["weight_ih"].T + weights["bias_ih"]
        if "weight_hh" in weights:
            a = a + from_state(state[0], weights["weight_hh"])
        running = torch.tensor([[t < length] for length in lengths])
        state = [torch.where(running, after, before) for after, before in zip(CELLS[kind](a, state, option), state)]
        rows[t] = running * state[0]
    return torch.stack(rows), state


def cell(name, seed, kind, hidden, lengths, heads=1, exponential=False, decays=False, bidirectional=False, empty=False):
    """Outputs and gradients of loss = sum(y*dy) + the sum of each final state times its own d."""
    random = numpy.random.RandomState(seed)
    inputs, steps, batch, ways = 3, max(lengths), len(lengths), 2 if bidirectional else 1
    rows, states = sizes(kind, hidden, heads, decays)
    parameters = {}
    for suffix in ("_l0", "_l0_reverse")[:ways]:
        parameters["weight_ih" + suffix] = exact(random, rows, inputs)
        if kind == "slstm":
            parameters["weight_hh" + suffix] = exact(random, rows, hidden // heads)
        parameters["bias_ih" + suffix] = exact(random, rows)
    mask = torch.tensor([[1.0 if t < n else 0.0 for n in lengths] for t in range(steps)], dtype=DOUBLE).unsqueeze(2)
    leaves = {"x": exact(random, steps, batch, inputs) * mask}
    for state, width in states.items():
        # The count of an sLSTM is 1 or more behind a first step.
        value = exact(random, ways, batch, width)
        is_count = kind == "slstm" and state == "n"
        leaves[state + "0"] = torch.zeros_like(value) if empty else 1 + value.abs() if is_count else value
    for leaf in (*parameters.values(), *leaves.values()):
        leaf.requires_grad_(True)
    seeds = {"dy": exact(random, steps, batch, ways * hidden) * mask}
    seeds.update({"d" + state + "n": exact(random, ways, batch, width) for state, width in states.items()})

    outputs, finals = [], []
    for way, suffix in enumerate(("_l0", "_l0_reverse")[:ways]):
        names = [key for key in ("weight_ih", "weight_hh", "bias_ih") if key + suffix in parameters]
        weights, start = {key: parameters[key + suffix] for key in names}, [leaves[state + "0"][way] for state in states]
        y, last = run(kind, leaves["x"], start, lengths, weights, exponential or decays, way == 1)
        outputs.append(y)
        finals.append(last)
    tensors = {"y": torch.cat(outputs, dim=2)}
    tensors.update({state + "n": torch.stack([last[k] for last in finals]) for k, state in enumerate(states)})
    sum((tensors[key[1:]] * seed).sum() for key, seed in seeds.items()).backward()

    gradients = {"d" + key: leaf.grad for key, leaf in (*parameters.items(), *leaves.items())}
    settings = {"kind": kind, "inputs": inputs, "hidden": hidden, "layers": 1, "bidirectional": bidirectional,
                "projection": 0, "heads": heads, "exponential": exponential, "lengths": lengths}
    if kind == "delta":
        settings["decays"] = decays
    write(name, settings, {**parameters, **leaves, **seeds, **tensors, **gradients})


def main():
    # Training takes 64 steps of a matrix together.
    ragged, chunks = [3, 5, 1, 4], [67, 2]
    cell("mingru", 300, "mingru", 5, ragged)
    cell("mingru-bidirectional", 301, "mingru", 5, ragged, bidirectional=True)
    cell("minlstm", 302, "minlstm", 5, ragged)
    cell("minlstm-bidirectional", 303, "minlstm", 5, ragged, bidirectional=True)
    cell("slstm", 304, "slstm", 5, ragged)
    cell("slstm-empty", 305, "slstm", 5, ragged, empty=True)
    cell("slstm-heads", 306, "slstm", 6, ragged, heads=3)
    cell("slstm-exponential", 307, "slstm", 6, ragged, heads=2, exponential=True)
    cell("slstm-bidirectional", 308, "slstm", 4, ragged, heads=4, bidirectional=True)
    cell("mlstm", 309, "mlstm", 3, ragged)
    cell("mlstm-exponential", 310, "mlstm", 6, ragged, heads=2, exponential=True)
    cell("mlstm-bidirectional", 311, "mlstm", 4, ragged, heads=2, bidirectional=True)
    cell("mlstm-chunks", 312, "mlstm", 4, chunks, heads=2)
    cell("delta", 313, "delta", 3, ragged)
    cell("delta-decay", 314, "delta", 6, ragged, heads=2, decays=True)
    cell("delta-bidirectional", 315, "delta", 4, ragged, heads=2, bidirectional=True)
    cell("delta-chunks", 316, "delta", 4, chunks, heads=2, decays=True)


if __name__ == "__main__":
    main()
