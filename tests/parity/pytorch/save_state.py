#!/usr/bin/env python3
"""Saves a network with an input and its output beside the weights, as the guide shows: python3 save_state.py OUT.pth"""

import sys

import torch
from torch import nn


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 8, batch_first=True)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(self.lstm(x)[0])


torch.manual_seed(1)
model, path = Network(), sys.argv[1]

# #region save
model.eval()
state = model.state_dict()
x = torch.randn(2, 9, 3)                       # [batch, steps, features]; symbols: [batch, steps]
with torch.no_grad():
    state["example.input"], state["example.output"] = x, model(x)
torch.save(state, path)
# #endregion
