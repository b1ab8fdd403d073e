#!/usr/bin/env python3
# Times two whole trainings in PyTorch, with the models, batches, optimiser and clipping of `carousel-benchmark`: lines of task, measure and value.
# usage: torch_train.py language THREADS SECONDS TEXTFILE     characters a second: one LSTM layer, H = 128, B = 64, T = 64, Adam 0.002, norm at most 5
#        torch_train.py forecast THREADS SECONDS CSVFILE      windows a second: one LSTM layer, H = 64, 96 -> 24, B = 64, Adam 0.001, norm at most 5
import gzip
import os
import resource
import sys
import time

task, threads, seconds, path = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
# torch.set_num_threads does not reach OpenBLAS, which reads these when it is loaded.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(threads)

import torch  # noqa: E402

BATCH = 64
LONGEST_GRADIENT = 5.0


def lines(file):
    """The file as text, unpacked where it is packed."""
    opened = gzip.open(file, "rt", encoding="utf-8") if file.endswith(".gz") else open(file, encoding="utf-8")
    with opened:
        return opened.read()


def language():
    """The next character; the state is carried from one piece of a stream to the next."""
    steps, hidden = 64, 128
    text = lines(path)
    characters = sorted(set(text))
    numbers = {character: number for number, character in enumerate(characters)}
    size = len(characters)
    rows = len(text) // BATCH
    data = torch.tensor([numbers[c] for c in text[: rows * BATCH]]).view(BATCH, rows).t().contiguous()
    embedding, lstm, dense = torch.nn.Embedding(size, hidden), torch.nn.LSTM(hidden, hidden), torch.nn.Linear(hidden, size)
    parameters = [*embedding.parameters(), *lstm.parameters(), *dense.parameters()]
    at, state = 0, None

    def loss():
        nonlocal at, state
        if at + steps + 1 >= rows:
            at, state = 0, None
        x, y = data[at : at + steps], data[at + 1 : at + steps + 1]
        at += steps
        h, state = lstm(embedding(x), state)
        state = tuple(value.detach() for value in state)
        return torch.nn.functional.cross_entropy(dense(h).view(-1, size), y.reshape(-1))

    return parameters, 2e-3, loss, BATCH * steps


def forecast():
    """24 values after 96, of the last column."""
    window, horizon, hidden = 96, 24, 64
    rows = lines(path).split("\n")[1:]
    series = torch.tensor([float(row.rsplit(",", 1)[-1]) for row in rows if row.strip()])
    series = (series - series.mean()) / series.std()
    lstm, dense = torch.nn.LSTM(1, hidden), torch.nn.Linear(hidden, horizon)
    origins = len(series) - window - horizon

    def loss():
        starts = torch.randint(0, origins, (BATCH,))
        x = torch.stack([series[s : s + window] for s in starts], 1).unsqueeze(-1)
        y = torch.stack([series[s + window : s + window + horizon] for s in starts])
        h, _ = lstm(x)
        return torch.nn.functional.mse_loss(dense(h[-1]), y)

    return [*lstm.parameters(), *dense.parameters()], 1e-3, loss, BATCH


def step(parameters, optimiser, loss):
    """One update."""
    optimiser.zero_grad()
    value = loss()
    value.backward()
    torch.nn.utils.clip_grad_norm_(parameters, LONGEST_GRADIENT)
    optimiser.step()


torch.set_num_threads(threads)
torch.manual_seed(1)
print(f"- version {torch.__version__}", flush=True)
parameters, rate, loss, units = {"language": language, "forecast": forecast}[task]()
optimiser = torch.optim.Adam(parameters, rate)
for _ in range(3):
    step(parameters, optimiser, loss)
done, start = 0, time.perf_counter()
while time.perf_counter() - start < seconds:
    step(parameters, optimiser, loss)
    done += units
print(f"{task} units {done / (time.perf_counter() - start):.9g}")
print(f"{task} memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}")
