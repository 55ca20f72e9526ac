#!/usr/bin/env python3
"""MAPLE's network in PyTorch on the rows that `benchmarks maple-training` writes, for comparison.

Usage: pytorch_maple.py ROWS SPACE PARAMETERS STEPS BATCH RUNS
ROWS: float32 [rows x (60 + d + 2)] (cell, descriptor, target, weight) after int32 rows, d;
SPACE: float32 [15625 x 60]; PARAMETERS: float32, the start of both streams (weights [in x out], bias).
Prints: step in ms, whole training in ms, final loss, prediction of all cells in ms (medians).
"""
import sys
import time

import numpy as np
import torch


def main():
    rows_path, space_path, start_path, steps, batch, runs = sys.argv[1:]
    steps, batch, runs = int(steps), int(batch), int(runs)
    torch.set_num_threads(1)
    raw = np.fromfile(rows_path, dtype=np.float32)
    count, described = raw[:2].view(np.int32)
    rows = torch.tensor(raw[2:].reshape(count, 60 + described + 2))
    space = torch.tensor(np.fromfile(space_path, dtype=np.float32).reshape(-1, 60))
    start = np.fromfile(start_path, dtype=np.float32)
    cell_sizes, head_sizes = [60, 48, 48, 32], [32 + int(described), 48, 48, 1]

    def stack(sizes, offset, last):
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layer = torch.nn.Linear(a, b)
            with torch.no_grad():
                layer.weight.copy_(torch.tensor(start[offset:offset + a * b].reshape(a, b).T))
                layer.bias.copy_(torch.tensor(start[offset + a * b:offset + (a + 1) * b]))
            offset += (a + 1) * b
            layers += [layer, torch.nn.ReLU()]
        return torch.nn.Sequential(*(layers if last else layers[:-1])), offset

    def train():
        cell, offset = stack(cell_sizes, 0, True)
        head, _ = stack(head_sizes, offset, False)
        parameters = list(cell.parameters()) + list(head.parameters())
        adam = torch.optim.AdamW(parameters, lr=4e-3, weight_decay=1e-2)
        generator = torch.Generator().manual_seed(0)
        begun = time.perf_counter()
        following = count
        for step in range(steps):
            if following + batch > count:
                order = torch.randperm(int(count), generator=generator)
                following = 0
            part = rows[order[following:following + batch]]
            following += batch
            adam.param_groups[0]["lr"] = 4e-3 * 0.5 * (1 + np.cos(np.pi * step / steps))
            output = head(torch.cat([cell(part[:, :60]), part[:, 60:-2]], 1))[:, 0]
            weights = part[:, -1]
            loss = ((output - part[:, -2]).abs() * weights).sum() / weights.sum()
            adam.zero_grad(set_to_none=True)
            loss.backward()
            adam.step()
        return time.perf_counter() - begun, cell, head

    times = []
    for _ in range(runs):
        seconds, cell, head = train()
        times.append(seconds)
    predictions = []
    with torch.no_grad():
        output = head(torch.cat([cell(rows[:, :60]), rows[:, 60:-2]], 1))[:, 0]
        weights = rows[:, -1]
        loss = float(((output - rows[:, -2]).abs() * weights).sum() / weights.sum())
        descriptor = rows[:1, 60:-2].expand(len(space), -1)
        for _ in range(max(runs, 9)):
            begun = time.perf_counter()
            head(torch.cat([cell(space), descriptor], 1))
            predictions.append(time.perf_counter() - begun)
    whole = float(np.median(times)) * 1e3
    print(f"{whole / steps:.5f} {whole:.3f} {loss:.6f} {float(np.median(predictions)) * 1e3:.3f}")


main()
