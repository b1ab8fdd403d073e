#!/usr/bin/env python3
"""Writes state dictionaries with stored inputs and outputs: what tests of the import are held against. See ../README.md."""

import os

import torch
from torch import nn

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "states")
BATCH, STEPS, INPUTS, HIDDEN, OUTPUTS = 2, 5, 3, 4, 2


class Network(nn.Module):
    def __init__(self, kind, layers, both, projection):
        super().__init__()
        more = {"proj_size": projection} if projection else {}
        self.rnn = getattr(nn, kind)(INPUTS, HIDDEN, num_layers=layers, bidirectional=both, batch_first=True, **more)
        self.fc = nn.Linear((projection or HIDDEN) * (2 if both else 1), OUTPUTS)

    def forward(self, x):
        return self.fc(self.rnn(x)[0])


class Classifier(nn.Module):
    """Symbols to classes by the last states of both directions: the chain embedding, rnn, final, norm, fc:softmax."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(7, 5)
        self.rnn = nn.GRU(5, HIDDEN, bidirectional=True, batch_first=True)
        self.norm = nn.LayerNorm(2 * HIDDEN)
        self.fc = nn.Linear(2 * HIDDEN, 3)

    def forward(self, x):
        _, final = self.rnn(self.embedding(x))
        return torch.softmax(self.fc(self.norm(torch.cat([final[0], final[1]], dim=1))), dim=1)


def save(name, state, x=None, y=None, **options):
    if x is not None:
        state = dict(state)
        state["example.input"], state["example.output"] = x, y
    torch.save(state, os.path.join(FOLDER, name + ".pth"), **options)


def spread(state):
    """Parameters of size 1, so that a gate in a wrong place is seen."""
    for tensor in state.values():
        tensor.data.mul_(2.5)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    torch.manual_seed(1)
    x = torch.randn(BATCH, STEPS, INPUTS)
    with torch.no_grad():
        for kind in ("LSTM", "GRU", "RNN"):
            for layers in (1, 2, 3):
                for both in (False, True):
                    for projection in (0, 2) if kind == "LSTM" else (0,):
                        network = Network(kind, layers, both, projection).eval()
                        spread(network.state_dict())
                        name = "%s-%d%s%s" % (kind.lower(), layers, "-both" if both else "", "-projected" if projection else "")
                        save(name, network.state_dict(), x, network(x))
        classifier = Classifier().eval()
        spread(classifier.state_dict())
        symbols = torch.randint(0, 7, (3, STEPS))
        save("classifier", classifier.state_dict(), symbols, classifier(symbols))

        network = Network("LSTM", 1, False, 0).eval()
        state = network.state_dict()
        y = network(x)
        torch.save({"epoch": 3, "model_state_dict": {**state, "example.input": x, "example.output": y}, "optimizer_state_dict": torch.optim.Adam(network.parameters()).state_dict(), "loss": 0.5},
                   os.path.join(FOLDER, "checkpoint.pth"))
        torch.save({"encoder": state, "decoder": state}, os.path.join(FOLDER, "two-places.pth"))
        save("spread-strides", {k: v.t().contiguous().t() if v.dim() == 2 else v for k, v in state.items()}, x, y)
        store = torch.cat([v.reshape(-1) for v in state.values()])
        at, shared = 0, {}
        for key, value in state.items():
            shared[key] = store[at:at + value.numel()].view(value.shape)
            at += value.numel()
        save("one-storage", shared, x, y)
        save("protocol-4", state, x, y, pickle_protocol=4)
        save("parameters", {k: nn.Parameter(v) for k, v in state.items()}, x, y)
        for name, kind in (("half", torch.float16), ("bfloat16", torch.bfloat16), ("double", torch.float64)):
            rounded = {k: v.to(kind) for k, v in state.items()}
            network.load_state_dict({k: v.float() for k, v in rounded.items()})
            save(name, rounded, x, network(x))
        torch.save(Network("LSTM", 1, False, 0), os.path.join(FOLDER, "whole-module.pth"))
        torch.save(state, os.path.join(FOLDER, "legacy.pth"), _use_new_zipfile_serialization=False)
        cell = nn.LSTMCell(INPUTS, HIDDEN)
        save("cell", cell.state_dict())


if __name__ == "__main__":
    main()
