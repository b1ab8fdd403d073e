#!/usr/bin/env python3
"""Takes a state dictionary that Carousel wrote of one that write_states.py wrote: loads it with torch.load into the same module and compares its outputs with the stored ones.

usage: read_back.py FOLDER   (the files of write_states.py under their names, as carousel convert wrote them again)
"""

import os
import sys

import torch

from write_states import FOLDER, INPUTS, HIDDEN, Network


def main():
    worst, files = 0.0, 0
    for name in sorted(os.listdir(sys.argv[1])):
        kind, layers, *more = name[: -len(".pth")].split("-")
        network = Network({"lstm": "LSTM", "gru": "GRU", "rnn": "RNN"}[kind], int(layers), "both" in more, 2 if "projected" in more else 0).eval()
        stored = torch.load(os.path.join(FOLDER, name))
        state = torch.load(os.path.join(sys.argv[1], name))
        network.load_state_dict(state)
        with torch.no_grad():
            difference = (network(stored["example.input"]) - stored["example.output"]).abs().max().item()
        worst, files = max(worst, difference), files + 1
    print("%d files, largest difference %.1e" % (files, worst))
    sys.exit(0 if files and worst <= 1e-5 else 1)


if __name__ == "__main__":
    main()
