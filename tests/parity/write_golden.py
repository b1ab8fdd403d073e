#!/usr/bin/env python3
"""Writes the golden files of tests/parity/golden with PyTorch in float64. See README.md beside this file."""

import json
import os

import numpy
import torch

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")
DOUBLE = torch.float64


def exact(random, *shape, scale=1.0):
    """Random values that single precision holds exactly: multiples of 1/1024."""
    values = random.uniform(-scale, scale, size=shape)
    return torch.tensor(numpy.round(values * 1024) / 1024, dtype=DOUBLE)


def number(value):
    text = "%.13g" % value
    return "0" if text == "-0" else text


def tensor_text(tensor):
    values = ",".join(number(v) for v in tensor.detach().reshape(-1).tolist())
    return '{"shape":%s,"values":[%s]}' % (json.dumps(list(tensor.shape), separators=(",", ":")), values)


def write(name, settings, tensors):
    """One JSON object: the settings, then "tensors", one line each."""
    lines = ["%s:%s" % (json.dumps(key), json.dumps(value, separators=(",", ":"))) for key, value in settings.items()]
    rows = ["%s:%s" % (json.dumps(key), tensor_text(value)) for key, value in tensors.items()]
    with open(os.path.join(FOLDER, name + ".json"), "w", encoding="ascii", newline="\n") as file:
        file.write("{" + ",\n".join(lines) + ',\n"tensors":{\n' + ",\n".join(rows) + "\n}}\n")


def set_parameters(module, random, scale):
    for parameter in module.parameters():
        parameter.data = exact(random, *parameter.shape, scale=scale)


class ResetBeforeGru(torch.nn.Module):
    """GRU of Cho et al. 2014: the reset gate multiplies h before the recurrent product. PyTorch's own resets after it."""

    def __init__(self, inputs, hidden):
        super().__init__()
        self.weight_ih_l0 = torch.nn.Parameter(torch.zeros(3 * hidden, inputs, dtype=DOUBLE))
        self.weight_hh_l0 = torch.nn.Parameter(torch.zeros(3 * hidden, hidden, dtype=DOUBLE))
        self.bias_ih_l0 = torch.nn.Parameter(torch.zeros(3 * hidden, dtype=DOUBLE))

    def forward(self, x, h, lengths):
        w_r, w_z, w_n = self.weight_ih_l0.chunk(3)
        r_r, r_z, r_n = self.weight_hh_l0.chunk(3)
        b_r, b_z, b_n = self.bias_ih_l0.chunk(3)
        h = h[0]
        rows = []
        for t in range(x.shape[0]):
            r = torch.sigmoid(x[t] @ w_r.T + h @ r_r.T + b_r)
            z = torch.sigmoid(x[t] @ w_z.T + h @ r_z.T + b_z)
            n = torch.tanh(x[t] @ w_n.T + (r * h) @ r_n.T + b_n)
            running = torch.tensor([t < length for length in lengths], dtype=DOUBLE).unsqueeze(1)
            h = running * ((1 - z) * n + z * h) + (1 - running) * h
            rows.append(running * h)
        return torch.stack(rows), h.unsqueeze(0)


def recurrent(name, seed, kind, inputs, hidden, lengths, layers=1, bidirectional=False, projection=0):
    """Outputs and gradients of loss = sum(y*dy) + sum(hn*dhn) (+ sum(cn*dcn)) for one recurrent network."""
    random = numpy.random.RandomState(seed)
    steps, batch = max(lengths), len(lengths)
    ways = 2 if bidirectional else 1
    width = projection or hidden
    if kind == "gru-reset-before":
        module = ResetBeforeGru(inputs, hidden)
    else:
        types = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "elman": torch.nn.RNN}
        options = {"proj_size": projection} if projection else {}
        module = types[kind](inputs, hidden, num_layers=layers, bidirectional=bidirectional, dtype=DOUBLE, **options)
    set_parameters(module, random, 0.6)

    mask = torch.tensor([[1.0 if t < n else 0.0 for n in lengths] for t in range(steps)], dtype=DOUBLE).unsqueeze(2)
    leaves = {"x": exact(random, steps, batch, inputs) * mask, "h0": exact(random, layers * ways, batch, width)}
    if kind == "lstm":
        leaves["c0"] = exact(random, layers * ways, batch, hidden)
    for leaf in leaves.values():
        leaf.requires_grad_(True)
    seeds = {"dy": exact(random, steps, batch, ways * width) * mask, "dhn": exact(random, layers * ways, batch, width)}
    if kind == "lstm":
        seeds["dcn"] = exact(random, layers * ways, batch, hidden)

    if kind == "gru-reset-before":
        y, hn = module(leaves["x"], leaves["h0"], lengths)
        states = {"hn": hn}
    else:
        packed = torch.nn.utils.rnn.pack_padded_sequence(leaves["x"], torch.tensor(lengths), enforce_sorted=False)
        state = (leaves["h0"], leaves["c0"]) if kind == "lstm" else leaves["h0"]
        rows, last = module(packed, state)
        y, _ = torch.nn.utils.rnn.pad_packed_sequence(rows, total_length=steps)
        states = dict(zip(("hn", "cn"), last)) if kind == "lstm" else {"hn": last}

    loss = (y * seeds["dy"]).sum()
    for key, value in states.items():
        loss = loss + (value * seeds["d" + key]).sum()
    loss.backward()

    tensors = dict(module.named_parameters())
    tensors.update(leaves)
    tensors.update(seeds)
    tensors["y"] = y
    tensors.update(states)
    for key, leaf in list(leaves.items()) + list(module.named_parameters()):
        tensors["d" + key] = leaf.grad
    settings = {"kind": kind, "inputs": inputs, "hidden": hidden, "layers": layers, "bidirectional": bidirectional,
                "projection": projection, "lengths": lengths}
    write(name, settings, tensors)


class Regressor(torch.nn.Module):
    """An LSTM whose last hidden state goes through one dense map."""

    def __init__(self, inputs, hidden, dtype):
        super().__init__()
        self.lstm = torch.nn.LSTM(inputs, hidden, dtype=dtype)
        self.dense = torch.nn.Linear(hidden, 1, dtype=dtype)

    def forward(self, x):
        rows, _ = self.lstm(x)
        return self.dense(rows[-1])


def trainable(model):
    return {key: value.detach().clone() for key, value in model.named_parameters() if value.requires_grad}


def train(seed, make, clip_norm, clip_value, dtype, steps=100, inputs=2, hidden=6, length=7, batch=4, batches=5):
    random = numpy.random.RandomState(seed)
    model = Regressor(inputs, hidden, DOUBLE)
    set_parameters(model, random, 0.4)
    # One bias vector, as in Carousel: a second one would take the same step again and count twice in the norm.
    model.lstm.bias_hh_l0.data.zero_()
    model.lstm.bias_hh_l0.requires_grad_(False)
    model = model.to(dtype)
    start = trainable(model)
    x = exact(random, batches, length, batch, inputs).to(dtype)
    # The target: the mean of the first feature's products with the second, a sum over time that an LSTM can learn.
    target = (torch.round((x[..., 0] * x[..., 1]).sum(1) * 1024) / 1024).unsqueeze(2)
    optimiser = make([p for p in model.parameters() if p.requires_grad])
    losses = []
    norms = []
    for step in range(steps):
        optimiser.zero_grad()
        loss = ((model(x[step % batches]) - target[step % batches]) ** 2).mean()
        loss.backward()
        if clip_norm:
            norms.append(float(torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], clip_norm)))
        if clip_value:
            torch.nn.utils.clip_grad_value_([p for p in model.parameters() if p.requires_grad], clip_value)
        optimiser.step()
        losses.append(float(loss))
    return model, start, x, target, losses, norms


def decay_matrices(parameters, decay):
    """Weight decay on matrices alone, as in Carousel."""
    return [{"params": [p for p in parameters if p.dim() > 1], "weight_decay": decay},
            {"params": [p for p in parameters if p.dim() == 1], "weight_decay": 0.0}]


def optimiser(name, seed, make, settings, clip_norm=0.0, clip_value=0.0):
    model, start, x, target, losses, norms = train(seed, make, clip_norm, clip_value, DOUBLE)
    single = train(seed, make, clip_norm, clip_value, torch.float32)[4]
    worst = max(abs(a - b) for a, b in zip(losses, single))
    clipped = sum(norm > clip_norm for norm in norms)
    print("%-16s first %.6f last %.6f, float32 differs by %.1e, clipped in %d steps" % (name, losses[0], losses[-1], worst, clipped))
    tensors = dict(start)
    tensors["x"] = x
    tensors["target"] = target
    tensors["losses"] = torch.tensor(losses, dtype=DOUBLE)
    for key, value in trainable(model).items():
        tensors["final." + key] = value
    all_settings = {"kind": "optimiser"}
    all_settings.update(settings)
    all_settings.update({"clip_norm": clip_norm, "clip_value": clip_value})
    write(name, all_settings, tensors)


def ctc(name, seed, classes, lengths, labels):
    """The mean over sequences of PyTorch's ctc_loss with its gradient to the scores before the soft-max; class 0 is the blank."""
    random = numpy.random.RandomState(seed)
    mask = torch.tensor([[1.0 if t < n else 0.0 for n in lengths] for t in range(max(lengths))], dtype=DOUBLE).unsqueeze(2)
    x = exact(random, max(lengths), len(lengths), classes, scale=3.0) * mask
    x.requires_grad_(True)
    targets = [c for sequence in labels for c in sequence]
    losses = torch.nn.functional.ctc_loss(
        torch.log_softmax(x, 2), torch.tensor(targets), torch.tensor(lengths), torch.tensor([len(s) for s in labels]), reduction="none")
    loss = losses.mean()
    loss.backward()
    settings = {"kind": "ctc", "classes": classes, "lengths": lengths, "targets": targets, "target_lengths": [len(s) for s in labels]}
    write(name, settings, {"x": x, "loss": loss.reshape(1), "dx": x.grad})


def main():
    os.makedirs(FOLDER, exist_ok=True)
    torch.set_num_threads(1)
    whole, ragged = [5, 5, 5], [3, 5, 1, 4]
    seed = 100
    for kind in ("lstm", "gru", "elman"):
        recurrent(kind, seed, kind, 3, 5, whole)
        recurrent(kind + "-lengths", seed + 1, kind, 3, 5, ragged)
        recurrent(kind + "-stacked", seed + 2, kind, 3, 5, ragged, layers=2)
        recurrent(kind + "-bidirectional", seed + 3, kind, 3, 5, ragged, bidirectional=True)
        recurrent(kind + "-stacked-bidirectional", seed + 4, kind, 3, 4, ragged, layers=2, bidirectional=True)
        recurrent(kind + "-wide", seed + 5, kind, 9, 19, [6, 2, 6, 4, 3, 1, 5])
        seed += 10
    recurrent("lstm-projection", seed, "lstm", 3, 5, ragged, projection=2)
    recurrent("lstm-projection-stacked", seed + 1, "lstm", 3, 5, ragged, layers=2, projection=3)
    recurrent("gru-reset-before", seed + 2, "gru-reset-before", 3, 5, ragged)

    ctc("ctc", 180, 6, [12, 3, 7, 20, 1], [[1, 2, 2, 5], [4], [], [1, 1, 1, 3, 2, 5, 4, 4], [3]])

    optim = torch.optim
    optimiser("train-sgd", 200, lambda p: optim.SGD(p, lr=0.05, momentum=0.9),
              {"optimiser": "sgd", "learning_rate": 0.05, "momentum": 0.9, "nesterov": False}, clip_norm=0.5)
    optimiser("train-sgd-nesterov", 201, lambda p: optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
              {"optimiser": "sgd", "learning_rate": 0.05, "momentum": 0.9, "nesterov": True}, clip_norm=0.5)
    optimiser("train-sgd-clip-value", 202, lambda p: optim.SGD(p, lr=0.1),
              {"optimiser": "sgd", "learning_rate": 0.1, "momentum": 0.0, "nesterov": False}, clip_value=0.05)
    optimiser("train-rmsprop", 203, lambda p: optim.RMSprop(p, lr=0.005, alpha=0.9, eps=1e-6),
              {"optimiser": "rmsprop", "learning_rate": 0.005, "decay": 0.9, "epsilon": 1e-6}, clip_norm=0.5)
    optimiser("train-adam", 204, lambda p: optim.Adam(p, lr=0.01),
              {"optimiser": "adam", "learning_rate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}, clip_norm=0.3)
    optimiser("train-adamw", 205, lambda p: optim.AdamW(decay_matrices(p, 0.05), lr=0.01),
              {"optimiser": "adamw", "learning_rate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.05},
              clip_norm=0.3)


if __name__ == "__main__":
    main()
