#!/usr/bin/env python3
"""Puts ONNX's own operator cases of recurrent networks into the form of the golden files. See README.md beside this file.

usage: write_onnx_golden.py FOLDER, the folder data/node of the package (Debian: libonnx-testdata, in /usr/share).
"""

import os
import sys

import numpy
import onnx
import torch
from onnx import numpy_helper

from write_golden import write

# ONNX's order of gates as places in Carousel's and PyTorch's.
GATES = {"LSTM": ("lstm", [0, 2, 3, 1]), "GRU": ("gru-reset-before", [1, 0, 2]), "RNN": ("elman", [0])}
PEEPHOLES = [0, 2, 1]


def blocks(values, order, hidden):
    """The rows of each gate in another order."""
    return numpy.concatenate([values[k * hidden:(k + 1) * hidden] for k in order])


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return numpy_helper.to_array(onnx.TensorProto.FromString(file.read()))


def case(folder, name):
    model = onnx.load(os.path.join(folder, name, "model.onnx"))
    node, data = model.graph.node[0], os.path.join(folder, name, "test_data_set_0")
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    kind, order = GATES[node.op_type]
    graph = [i.name for i in model.graph.input]
    given = {slot: read(data, "input_%d.pb" % graph.index(tensor)) for slot, tensor in zip("XWRBSHCP", node.input) if tensor}
    outputs = [o.name for o in model.graph.output]
    found = {slot: read(data, "output_%d.pb" % outputs.index(tensor)) for slot, tensor in zip(("Y", "Y_h", "Y_c"), node.output) if tensor}
    batch_first = attributes.get("layout", 0) == 1
    x = given["X"].transpose(1, 0, 2) if batch_first else given["X"]
    steps, batch, inputs = x.shape
    hidden = attributes["hidden_size"]
    if set(attributes) - {"hidden_size", "layout"}:
        raise ValueError("%s has attributes that are not read: %s" % (name, sorted(attributes)))
    bias = given.get("B", numpy.zeros((1, 2 * len(order) * hidden)))[0]
    tensors = {
        "weight_ih_l0": blocks(given["W"][0], order, hidden),
        "weight_hh_l0": blocks(given["R"][0], order, hidden),
        # Both biases are added where the reset gate acts before the product.
        "bias_ih_l0": blocks(bias[:len(order) * hidden], order, hidden) + blocks(bias[len(order) * hidden:], order, hidden),
        "x": x,
        "h0": given.get("H", numpy.zeros((1, batch, hidden))),
    }
    if kind == "lstm":
        tensors["c0"] = given.get("C", numpy.zeros((1, batch, hidden)))
    if "P" in given:
        tensors["peepholes_l0"] = numpy.stack([given["P"][0][k * hidden:(k + 1) * hidden] for k in PEEPHOLES])
    if "Y" in found:
        y = found["Y"]
        tensors["y"] = y.transpose(1, 0, 2, 3)[:, :, 0] if batch_first else y[:, 0]
    if "Y_h" in found:
        tensors["hn"] = found["Y_h"].transpose(1, 0, 2) if batch_first else found["Y_h"]
    lengths = [int(n) for n in given.get("S", [steps] * batch)]
    settings = {"kind": kind, "inputs": inputs, "hidden": hidden, "layers": 1, "bidirectional": False,
                "projection": 0, "lengths": lengths}
    write("onnx-" + name[len("test_"):].replace("_", "-"), settings,
          {key: torch.tensor(numpy.ascontiguousarray(value), dtype=torch.float64) for key, value in tensors.items()})


def main():
    folder = sys.argv[1]
    for name in sorted(os.listdir(folder)):
        if name.split("_")[1] in ("lstm", "gru", "rnn") or name.startswith("test_simple_rnn"):
            case(folder, name)


if __name__ == "__main__":
    main()
