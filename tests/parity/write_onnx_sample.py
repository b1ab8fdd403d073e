"""Trains a small LSTM with PyTorch and exports it by PyTorch's own exporter: samples/latch.onnx and samples/latch.csv.

It is fed values and a column that says when to take one, and gives the value that was taken last.
    /usr/bin/python3 tests/parity/write_onnx_sample.py
"""

import pathlib

import torch

SAMPLES = pathlib.Path(__file__).parents[2] / "samples"
UNITS = 8


class Latch(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(2, UNITS)
        self.read = torch.nn.Linear(UNITS, 1)

    def forward(self, input, initial_h, initial_c):
        hidden, (final_h, final_c) = self.lstm(input, (initial_h, initial_c))
        return self.read(hidden), final_h, final_c


def draw(steps, batch):
    values = torch.rand(steps, batch) * 2 - 1
    take = (torch.rand(steps, batch) < 0.2).float()
    take[0] = 1
    target, last = torch.zeros(steps, batch), torch.zeros(batch)
    for step in range(steps):
        last = torch.where(take[step] > 0, values[step], last)
        target[step] = last
    return torch.stack([values, take], -1), target[..., None]


torch.manual_seed(1)
model = Latch()
optimiser = torch.optim.Adam(model.parameters(), 1e-2)
for step in range(3000):
    inputs, target = draw(20, 32)
    zeros = torch.zeros(1, 32, UNITS)
    loss = ((model(inputs, zeros, zeros)[0] - target) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if step == 2000:
        optimiser.param_groups[0]["lr"] = 2e-3

names = ["initial_h", "initial_c", "final_h", "final_c"]
torch.onnx.export(
    model,
    (draw(6, 1)[0], torch.zeros(1, 1, UNITS), torch.zeros(1, 1, UNITS)),
    str(SAMPLES / "latch.onnx"),
    input_names=["input", "initial_h", "initial_c"],
    output_names=["output", "final_h", "final_c"],
    dynamic_axes={name: {0: "time", 1: "batch"} for name in ["input", "output"]} | {name: {1: "batch"} for name in names},
    opset_version=14,
)

torch.manual_seed(5)
rows = draw(12, 1)[0][:, 0].tolist()
(SAMPLES / "latch.csv").write_text("value,take\n" + "".join(f"{value:.2f},{int(take)}\n" for value, take in rows))
