#!/usr/bin/env python3
# Writes the ONNX models that onnxruntime_lstm.js times, made by PyTorch.
# usage: make_onnx.py FOLDER NAME=I/H/B/T[xLayers] ...
import os
import sys

import torch

import shapes

OPSET = 14


class Stream(torch.nn.Module):
    """A step that takes and gives the state."""

    def __init__(self, inputs, hidden):
        super().__init__()
        self.lstm = torch.nn.LSTM(inputs, hidden)

    def forward(self, x, h, c):
        output, (h, c) = self.lstm(x, (h, c))
        return output, h, c


folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
for name, inputs, hidden, batch, steps, layers in shapes.read(sys.argv[2:]):
    file = os.path.join(folder, f"{name}.onnx")
    if batch == steps == 1:
        state = torch.zeros(1, 1, hidden)
        torch.onnx.export(
            Stream(inputs, hidden), (torch.randn(1, 1, inputs), state, state), file,
            input_names=["x", "h", "c"], output_names=["y", "hn", "cn"], opset_version=OPSET, verbose=False)
    else:
        torch.onnx.export(
            torch.nn.LSTM(inputs, hidden, layers), torch.randn(steps, batch, inputs), file,
            input_names=["x"], output_names=["y", "h", "c"], opset_version=OPSET, verbose=False)
