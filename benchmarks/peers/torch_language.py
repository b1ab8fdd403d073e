#!/usr/bin/env python3
# Times the training of a character model in PyTorch with the model, batches, optimiser and clipping of the recorded run of `carousel language`.
# usage: torch_language.py TEXTFILE THREADS SECONDS [LAYERS HIDDEN EMBEDDING STREAMS LENGTH DROPOUT]
# prints characters a second and seconds a batch, the median over batches.
import os
import statistics
import sys
import time

path, threads, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
sizes = [float(a) for a in sys.argv[4:]] + [2, 384, 128, 24, 64, 0.2][len(sys.argv) - 4:]
layers, hidden, embedding, streams, length = (int(a) for a in sizes[:5])
dropout = sizes[5]
# torch.set_num_threads does not reach OpenBLAS, which reads these when it is loaded.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(threads)

import torch  # noqa: E402

torch.set_num_threads(threads)
torch.manual_seed(1)
with open(path, encoding="utf-8") as file:
    text = file.read()
characters = sorted(set(text))
numbers = {character: number for number, character in enumerate(characters)}
size = len(characters)
rows = len(text) // streams
data = torch.tensor([numbers[c] for c in text[: rows * streams]]).view(streams, rows).t().contiguous()


class Model(torch.nn.Module):
    """A table, LSTM layers with dropout between and behind them, a map to all characters."""

    def __init__(self):
        super().__init__()
        self.table = torch.nn.Embedding(size, embedding)
        self.lstm = torch.nn.LSTM(embedding, hidden, layers, dropout=dropout)
        self.dropout = torch.nn.Dropout(dropout)
        self.output = torch.nn.Linear(hidden, size)

    def forward(self, units, state):
        rows, state = self.lstm(self.table(units), state)
        return self.output(self.dropout(rows)), state


model = Model()
optimiser = torch.optim.AdamW(model.parameters(), 3e-3, betas=(0.9, 0.99), weight_decay=0.1)
at, state, times = 0, None, []


def step():
    """One batch; the state is carried on."""
    global at, state
    if at + length + 1 >= rows:
        at, state = 0, None
    units, following = data[at : at + length], data[at + 1 : at + length + 1]
    at += length
    optimiser.zero_grad()
    logits, state = model(units, state)
    state = tuple(value.detach() for value in state)
    loss = torch.nn.functional.cross_entropy(logits.view(-1, size), following.reshape(-1))
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return loss.item()


for _ in range(3):
    step()
start = time.perf_counter()
while time.perf_counter() - start < seconds:
    begin = time.perf_counter()
    step()
    times.append(time.perf_counter() - begin)
median = statistics.median(times)
print(f"torch {torch.__version__}, {threads} thread(s), {sum(p.numel() for p in model.parameters()):,} parameters")
print(f"{median:.4f} seconds a batch, {streams * length / median:,.0f} characters a second (median of {len(times)} batches)")
