#!/usr/bin/env python3
"""Writes the golden files of minGRU, minLSTM and sLSTM, for which PyTorch has no module: their equations, with PyTorch's automatic differentiation in float64. See README.md beside this file."""

import numpy
import torch

from write_golden import DOUBLE, exact, write

GATES = {"mingru": 2, "minlstm": 3, "slstm": 4}
STATES = {"mingru": "h", "minlstm": "h", "slstm": "hcnm"}


def mingru(a, state, exponential):
    z, g = a.chunk(2, dim=1)
    z = torch.sigmoid(z)
    return [(1 - z) * state[0] + z * g]


def minlstm(a, state, exponential):
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


CELLS = {"mingru": mingru, "minlstm": minlstm, "slstm": slstm}


def from_state(h, weights):
    """R h, of which a row sees the units of its own head: weights [gates * units, units of a head]."""
    units, head = h.shape[1], weights.shape[1]
    by_head = h.reshape(-1, units // head, head)
    return torch.einsum("bhk,ghuk->bghu", by_head, weights.reshape(-1, units // head, head, head)).reshape(h.shape[0], -1)


def run(kind, x, state, lengths, weights, exponential, reverse):
    """Outputs of all steps, zero behind a sequence's end, and the states after each sequence's own last step."""
    rows = [None] * x.shape[0]
    for t in reversed(range(x.shape[0])) if reverse else range(x.shape[0]):
        a = x[t] @ weights["weight_ih"].T + weights["bias_ih"]
        if "weight_hh" in weights:
            a = a + from_state(state[0], weights["weight_hh"])
        running = torch.tensor([[t < length] for length in lengths])
        state = [torch.where(running, after, before) for after, before in zip(CELLS[kind](a, state, exponential), state)]
        rows[t] = running * state[0]
    return torch.stack(rows), state


def cell(name, seed, kind, hidden, lengths, heads=1, exponential=False, bidirectional=False, empty=False):
    """Outputs and gradients of loss = sum(y*dy) + the sum of each final state times its own d."""
    random = numpy.random.RandomState(seed)
    inputs, steps, batch, ways = 3, max(lengths), len(lengths), 2 if bidirectional else 1
    gates, states = GATES[kind], STATES[kind]
    parameters = {}
    for suffix in ("_l0", "_l0_reverse")[:ways]:
        parameters["weight_ih" + suffix] = exact(random, gates * hidden, inputs)
        if kind == "slstm":
            parameters["weight_hh" + suffix] = exact(random, gates * hidden, hidden // heads)
        parameters["bias_ih" + suffix] = exact(random, gates * hidden)
    mask = torch.tensor([[1.0 if t < n else 0.0 for n in lengths] for t in range(steps)], dtype=DOUBLE).unsqueeze(2)
    leaves = {"x": exact(random, steps, batch, inputs) * mask}
    for state in states:
        # The normaliser is 1 or more behind a first step.
        value = exact(random, ways, batch, hidden)
        leaves[state + "0"] = torch.zeros_like(value) if empty else 1 + value.abs() if state == "n" else value
    for leaf in (*parameters.values(), *leaves.values()):
        leaf.requires_grad_(True)
    seeds = {"dy": exact(random, steps, batch, ways * hidden) * mask}
    seeds.update({"d" + state + "n": exact(random, ways, batch, hidden) for state in states})

    outputs, finals = [], []
    for way, suffix in enumerate(("_l0", "_l0_reverse")[:ways]):
        weights = {key[:-len(suffix)]: value for key, value in parameters.items() if key in ("weight_ih" + suffix, "weight_hh" + suffix, "bias_ih" + suffix)}
        y, last = run(kind, leaves["x"], [leaves[state + "0"][way] for state in states], lengths, weights, exponential, way == 1)
        outputs.append(y)
        finals.append(last)
    tensors = {"y": torch.cat(outputs, dim=2)}
    tensors.update({state + "n": torch.stack([last[k] for last in finals]) for k, state in enumerate(states)})
    sum((tensors[key[1:]] * seed).sum() for key, seed in seeds.items()).backward()

    gradients = {"d" + key: leaf.grad for key, leaf in (*parameters.items(), *leaves.items())}
    settings = {"kind": kind, "inputs": inputs, "hidden": hidden, "layers": 1, "bidirectional": bidirectional,
                "projection": 0, "heads": heads, "exponential": exponential, "lengths": lengths}
    write(name, settings, {**parameters, **leaves, **seeds, **tensors, **gradients})


def main():
    ragged = [3, 5, 1, 4]
    cell("mingru", 300, "mingru", 5, ragged)
    cell("mingru-bidirectional", 301, "mingru", 5, ragged, bidirectional=True)
    cell("minlstm", 302, "minlstm", 5, ragged)
    cell("minlstm-bidirectional", 303, "minlstm", 5, ragged, bidirectional=True)
    cell("slstm", 304, "slstm", 5, ragged)
    cell("slstm-empty", 305, "slstm", 5, ragged, empty=True)
    cell("slstm-heads", 306, "slstm", 6, ragged, heads=3)
    cell("slstm-exponential", 307, "slstm", 6, ragged, heads=2, exponential=True)
    cell("slstm-bidirectional", 308, "slstm", 4, ragged, heads=4, bidirectional=True)


if __name__ == "__main__":
    main()
