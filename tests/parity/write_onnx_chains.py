"""Chains of layers as PyTorch's own exporter writes them, with an input and what PyTorch answers to it: tests/parity/golden/onnx-chains.

    /usr/bin/python3 tests/parity/write_onnx_chains.py
"""

import json
import pathlib
import warnings

import torch
from torch import nn

FOLDER = pathlib.Path(__file__).parent / "golden" / "onnx-chains"


class Words(nn.Module):
    """Embedding, two bidirectional LSTMs, normalisation, mean of the steps, a hidden layer, soft-max."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 6)
        self.lstm = nn.LSTM(6, 5, num_layers=2, batch_first=True, bidirectional=True)
        self.norm, self.hidden, self.out, self.drop = nn.LayerNorm(10), nn.Linear(10, 7), nn.Linear(7, 3), nn.Dropout(0.1)
        nn.init.normal_(self.norm.weight), nn.init.normal_(self.norm.bias)

    def forward(self, input):
        steps = self.norm(self.lstm(self.embedding(input))[0])
        return torch.softmax(self.out(self.drop(torch.relu(self.hidden(steps.mean(1))))), -1)


class States(nn.Module):
    """Two bidirectional GRUs, the last states of the upper one, a dense layer."""

    def __init__(self):
        super().__init__()
        self.gru, self.out = nn.GRU(4, 5, num_layers=2, bidirectional=True), nn.Linear(10, 3)

    def forward(self, input):
        last = self.gru(input)[1]
        return self.out(torch.cat([last[-2], last[-1]], 1))


class LastStep(nn.Module):
    """Two LSTMs, the last step, a dense layer, sigmoid."""

    def __init__(self):
        super().__init__()
        self.lstm, self.out = nn.LSTM(4, 6, num_layers=2, batch_first=True), nn.Linear(6, 1)

    def forward(self, input):
        return torch.sigmoid(self.out(self.lstm(input)[0][:, -1, :]))


class Steps(nn.Module):
    """A simple recurrent layer and a dense one at each step, with a state that is given and given back."""

    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.RNN(4, 6, batch_first=True), nn.Linear(6, 2)

    def forward(self, input, initial):
        hidden, final = self.rnn(input, initial)
        return torch.tanh(self.out(hidden)), final


class Largest(nn.Module):
    """A GRU, the largest of the steps, relu without a dense layer before it, a dense layer without a bias."""

    def __init__(self):
        super().__init__()
        self.gru, self.out = nn.GRU(4, 6), nn.Linear(6, 2, bias=False)

    def forward(self, input):
        return self.out(torch.relu(self.gru(input)[0].max(0).values))


class Tags(nn.Module):
    """Standardised numbers, a bidirectional GRU, a hidden layer with GELU and dropout, logarithms of probabilities at each step."""

    def __init__(self):
        super().__init__()
        self.gru, self.hidden, self.out, self.drop = nn.GRU(4, 5, batch_first=True, bidirectional=True), nn.Linear(10, 6), nn.Linear(6, 3), nn.Dropout(0.2)
        self.register_buffer("mean", torch.randn(4))
        self.register_buffer("deviation", 1 + torch.rand(4))

    def forward(self, input):
        steps = self.gru((input - self.mean) / self.deviation)[0]
        return torch.log_softmax(self.out(self.drop(nn.functional.gelu(self.hidden(steps)))) / 1.5, -1)


class Ends(nn.Module):
    """The last step of the forward direction beside the first of the reverse one."""

    def __init__(self):
        super().__init__()
        self.lstm, self.norm, self.out = nn.LSTM(4, 5, batch_first=True, bidirectional=True), nn.LayerNorm(10), nn.Linear(10, 3)
        nn.init.normal_(self.norm.weight), nn.init.normal_(self.norm.bias)

    def forward(self, input):
        steps = self.lstm(input)[0]
        return self.out(self.norm(torch.cat([steps[:, -1, :5], steps[:, 0, 5:]], 1)))


class Pooled(nn.Module):
    """Numbers put in front of two GRUs by a dense layer, the mean of the steps by a pooling over the last axis."""

    def __init__(self):
        super().__init__()
        self.enter, self.gru, self.pool, self.out = nn.Linear(4, 6), nn.GRU(6, 5, num_layers=2, batch_first=True), nn.AdaptiveAvgPool1d(1), nn.Linear(5, 2)

    def forward(self, input):
        steps = self.gru(torch.sigmoid(self.enter(input)))[0]
        return self.out(self.pool(steps.transpose(1, 2)).squeeze(-1))


class Upper(nn.Module):
    """The last state of the upper of two Elman layers."""

    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.RNN(4, 5, num_layers=2), nn.Sequential(nn.Dropout(0.1), nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 2))

    def forward(self, input):
        return self.out(self.rnn(input)[1][-1])


class Normed(nn.Module):
    """Layer normalisation of the input, a GRU, the last step, batch normalisation, a dense layer."""

    def __init__(self):
        super().__init__()
        self.enter, self.gru, self.norm, self.out = nn.LayerNorm(4), nn.GRU(4, 5, batch_first=True), nn.BatchNorm1d(5), nn.Linear(5, 2)
        for values in (self.enter.weight, self.enter.bias, self.norm.weight, self.norm.bias, self.norm.running_mean):
            nn.init.normal_(values)
        nn.init.uniform_(self.norm.running_var, 0.5, 2)

    def forward(self, input):
        return self.out(self.norm(self.gru(self.enter(input))[0][:, -1]))


class Residual(nn.Module):
    """No chain: an LSTM's input is added to its output."""

    def __init__(self):
        super().__init__()
        self.lstm, self.out = nn.LSTM(4, 4), nn.Linear(4, 2)

    def forward(self, input):
        return self.out(input + self.lstm(input)[0])


def write(name, model, inputs, axes, opset=14):
    model.eval()
    names, outputs = ["input", "initial"][: len(inputs)], ["output", "final"][: len(inputs)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(model, inputs, str(FOLDER / f"{name}.onnx"), input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=opset)
    answer = model(*inputs)
    answer, steps = (answer if torch.is_tensor(answer) else answer[0]), inputs[0]
    if axes and axes["input"][0] == "time":
        steps, answer = steps.transpose(0, 1), answer if answer.dim() == 2 else answer.transpose(0, 1)
    (FOLDER / f"{name}.json").write_text(json.dumps({"input": steps.tolist(), "output": answer.tolist()}) + "\n")


torch.manual_seed(1)
FOLDER.mkdir(exist_ok=True)
BATCH_FIRST, TIME_FIRST = {"input": {0: "batch", 1: "time"}}, {"input": {0: "time", 1: "batch"}}
write("words", Words(), (torch.randint(0, 11, (3, 5)),), BATCH_FIRST)
write("states", States(), (torch.randn(5, 3, 4),), TIME_FIRST)
write("last-step", LastStep(), (torch.randn(3, 5, 4),), BATCH_FIRST)
write("steps", Steps(), (torch.randn(3, 5, 4), torch.zeros(1, 3, 6)), BATCH_FIRST | {"initial": {1: "batch"}})
write("largest", Largest(), (torch.randn(5, 3, 4),), TIME_FIRST)
write("fixed-sizes", LastStep(), (torch.randn(1, 5, 4),), {})
write("residual", Residual(), (torch.randn(5, 3, 4),), TIME_FIRST)
write("tags", Tags(), (torch.randn(3, 5, 4),), BATCH_FIRST, 9)
write("ends", Ends(), (torch.randn(3, 5, 4),), BATCH_FIRST, 17)
write("pooled", Pooled(), (torch.randn(3, 5, 4),), BATCH_FIRST, 11)
write("upper", Upper(), (torch.randn(5, 3, 4),), TIME_FIRST, 13)
write("normed", Normed(), (torch.randn(3, 5, 4),), BATCH_FIRST)
