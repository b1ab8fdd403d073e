#!/usr/bin/env python3
"""Writes checkpoints of small xLSTM language models with a stored input and output, without the package `xlstm`: the
equations of Beck and others 2024 (arXiv 2405.04517) in float64, on tensors of the names and shapes that the package's
xLSTMLMModel stores. See ../README.md."""

import math
import os

import torch
from torch.nn.functional import gelu, group_norm, layer_norm, logsigmoid, silu

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "xlstm")
VOCABULARY, SIZE, HEADS, UNITS, INNER, STEPS = 11, 16, 2, 24, 12, 70


def draw(*shape, size=1.0):
    """Multiples of 1/1024, which single precision holds exactly."""
    return torch.round(size * torch.randn(*shape, dtype=torch.float64) * 1024) / 1024


def norm(x, weight):
    return layer_norm(x, (x.shape[-1],), 1 + weight, None, 1e-5)


def head_norm(h, weight):
    return group_norm(h, HEADS, 1 + weight, None, 1e-5)


def convolution(x, state, name):
    """Each feature by itself over the last four steps of x [T, F]."""
    weight = state[name + ".weight"][:, 0]
    before = torch.cat([torch.zeros(3, x.shape[1], dtype=x.dtype), x])
    return state[name + ".bias"] + sum(before[k:k + len(x)] * weight[:, k] for k in range(4))


def in_blocks(x, weight):
    """weight [blocks, out, in]."""
    return torch.einsum("tbi,boi->tbo", x.reshape(len(x), weight.shape[0], -1), weight).reshape(len(x), -1)


def mlstm_layer(x, state, name):
    inner, z = (x @ state[name + ".proj_up.weight"].T).split(UNITS, dim=1)
    seen = silu(convolution(inner, state, name + ".conv1d.conv"))
    q, k = (in_blocks(seen, state[f"{name}.{which}_proj.weight"]) for which in "qk")
    v = in_blocks(inner, state[name + ".v_proj.weight"])
    gates = torch.cat([q, k, v], dim=1)
    i, f = (gates @ state[f"{name}.mlstm_cell.{which}gate.weight"].T + state[f"{name}.mlstm_cell.{which}gate.bias"]
            for which in "if")
    rows = []
    width = UNITS // HEADS
    for head in range(HEADS):
        part = slice(head * width, (head + 1) * width)
        c, n = torch.zeros(width, width, dtype=x.dtype), torch.zeros(width, dtype=x.dtype)
        shown = []
        for t in range(len(x)):
            # Equations 19 to 27 without the stabiliser, which changes no value.
            forget, enter, key = torch.sigmoid(f[t, head]), torch.exp(i[t, head]), k[t, part] / math.sqrt(width)
            c = forget * c + enter * torch.outer(v[t, part], key)
            n = forget * n + enter * key
            shown.append(c @ q[t, part] / torch.clamp((n @ q[t, part]).abs(), min=1))
        rows.append(torch.stack(shown))
    shown = head_norm(torch.cat(rows, dim=1), state[name + ".mlstm_cell.outnorm.weight"])
    shown = (shown + state[name + ".learnable_skip"] * seen) * silu(z)
    return shown @ state[name + ".proj_down.weight"].T


def slstm_layer(x, state, name, kernel, bias):
    """kernel [heads, in, gate, out] and bias [heads, gate, out], gates i, f, z, o. What the package calls fgate leads to
    the input gate, igate to the forget gate: so its forward pass puts them into the cell."""
    seen = silu(convolution(x, state, name + ".conv1d.conv"))
    sums = [in_blocks(rows, state[f"{name}.{which}gate.weight"]) for rows, which in
            ((seen, "f"), (seen, "i"), (x, "z"), (x, "o"))]
    width = SIZE // HEADS
    h, c, n = (torch.zeros(HEADS, width, dtype=x.dtype) for _ in range(3))
    m = torch.zeros(HEADS, width, dtype=x.dtype)
    shown = []
    for t in range(len(x)):
        i, f, z, o = (sums[gate][t].reshape(HEADS, width) + bias[:, gate]
                      + torch.einsum("hi,hio->ho", h, kernel[:, :, gate]) for gate in range(4))
        kept = logsigmoid(f) + m
        most = i if t == 0 else torch.maximum(i, kept)
        stays = torch.zeros_like(f) if t == 0 else torch.exp(kept - most)
        enters = torch.exp(i - most)
        c, n, m = stays * c + enters * torch.tanh(z), stays * n + enters, most
        h = torch.sigmoid(o) * c / n
        shown.append(h.reshape(-1))
    return head_norm(torch.stack(shown), state[name + ".group_norm.weight"])


def run(symbols, state, blocks, recurrent):
    x = state["token_embedding.weight"][symbols]
    for b, kind in enumerate(blocks):
        name = f"xlstm_block_stack.blocks.{b}"
        u = norm(x, state[name + ".xlstm_norm.weight"])
        if kind == "mlstm":
            x = x + mlstm_layer(u, state, name + ".xlstm")
        else:
            x = x + slstm_layer(u, state, name + ".xlstm", *recurrent[b])
            gate, value = (norm(x, state[name + ".ffn_norm.weight"]) @ state[name + ".ffn.proj_up.weight"].T).split(
                INNER, dim=1)
            x = x + (gelu(gate) * value) @ state[name + ".ffn.proj_down.weight"].T
    return norm(x, state["xlstm_block_stack.post_blocks_norm.weight"]) @ state["lm_head.weight"].T


def parameters(blocks):
    """The tensors, and of each sLSTM its recurrent kernel and biases by head, which the package stores in two ways."""
    state = {"token_embedding.weight": draw(VOCABULARY, SIZE), "lm_head.weight": draw(VOCABULARY, SIZE),
             "xlstm_block_stack.post_blocks_norm.weight": draw(SIZE, size=0.2)}
    recurrent = {}
    for b, kind in enumerate(blocks):
        name = f"xlstm_block_stack.blocks.{b}"
        own = name + ".xlstm"
        features = UNITS if kind == "mlstm" else SIZE
        state[name + ".xlstm_norm.weight"] = draw(SIZE, size=0.2)
        state[own + ".conv1d.conv.weight"] = draw(features, 1, 4, size=0.5)
        state[own + ".conv1d.conv.bias"] = draw(features, size=0.2)
        if kind == "mlstm":
            state[own + ".proj_up.weight"] = draw(2 * UNITS, SIZE, size=0.5)
            for which in "qkv":
                state[f"{own}.{which}_proj.weight"] = draw(UNITS // 4, 4, 4, size=0.5)
            for which, middle in (("i", 0), ("f", 3)):
                state[f"{own}.mlstm_cell.{which}gate.weight"] = draw(HEADS, 3 * UNITS, size=0.3)
                state[f"{own}.mlstm_cell.{which}gate.bias"] = middle + draw(HEADS)
            state[own + ".mlstm_cell.outnorm.weight"] = draw(UNITS, size=0.2)
            state[own + ".learnable_skip"] = 1 + draw(UNITS, size=0.3)
            state[own + ".proj_down.weight"] = draw(SIZE, UNITS, size=0.4)
        else:
            width = SIZE // HEADS
            for which in "ifzo":
                state[f"{own}.{which}gate.weight"] = draw(HEADS, width, width)
            recurrent[b] = draw(HEADS, width, 4, width, size=0.5), draw(HEADS, 4, width)
            state[own + ".group_norm.weight"] = draw(SIZE, size=0.2)
            state[name + ".ffn_norm.weight"] = draw(SIZE, size=0.2)
            state[name + ".ffn.proj_up.weight"] = draw(2 * INNER, SIZE, size=0.5)
            state[name + ".ffn.proj_down.weight"] = draw(SIZE, INNER, size=0.4)
    return state, recurrent


def main():
    os.makedirs(FOLDER, exist_ok=True)
    torch.manual_seed(4)
    blocks = ("mlstm", "slstm", "mlstm")
    state, recurrent = parameters(blocks)
    symbols = torch.randint(VOCABULARY, (2, STEPS))
    logits = torch.stack([run(line, state, blocks, recurrent) for line in symbols])
    for form in ("vanilla", "cuda"):
        stored = {name: tensor.float() for name, tensor in state.items()}
        for b, (kernel, bias) in recurrent.items():
            cell = f"xlstm_block_stack.blocks.{b}.xlstm.slstm_cell"
            width = kernel.shape[1]
            if form == "vanilla":
                kernel, bias = kernel.permute(0, 2, 3, 1).reshape(HEADS, 4 * width, width), bias.permute(1, 0, 2)
            else:
                kernel = kernel.reshape(HEADS, width, 4 * width)
            stored[cell + "._recurrent_kernel_"] = kernel.contiguous().float()
            stored[cell + "._bias_"] = bias.reshape(-1).contiguous().float()
        stored["example.input"], stored["example.output"] = symbols, logits.float()
        torch.save(stored, os.path.join(FOLDER, form + ".pth"))


if __name__ == "__main__":
    main()
