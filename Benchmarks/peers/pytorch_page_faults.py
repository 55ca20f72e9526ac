#!/usr/bin/env python3
"""What a network in eager PyTorch costs by the state of the allocator: python3 pytorch_page_faults.py

Random cells, some of each number of 3×3 convolutions and in a random order, run in turns in three
processes of this Python's torch, which may use every core and have one thread: as they are; with glibc's allocator told to keep memory (MALLOC_MMAP_THRESHOLD_ and
MALLOC_TRIM_THRESHOLD_); with denormal numbers flushed to zero. Reported are page faults a run of each,
the processor time a run as it is, and as a ratio to the other two: medians over the turns, and over the
cells. Ratios and faults hold on a busy machine; milliseconds do not. What a process faults depends on
what it allocated before, and on how many cores it may use: confined to one it hardly does.

    /usr/bin/python3 Benchmarks/peers/pytorch_page_faults.py --cells 6 --turns 30
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNNERS = Path(__file__).resolve().parents[2] / "Sources" / "Measuring" / "Runners"
OPERATORS = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
KEEP = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 31)}
# Their variables, and whether denormals are flushed.
STATES = {"as it is": ({}, False), "kept": (KEEP, False), "flushed": ({}, True)}
WARMUP = 5


def cell(generator, count):
    """A random cell with so many 3×3 convolutions."""
    others = [name for name in OPERATORS if name != "nor_conv_3x3"]
    names = ["nor_conv_3x3"] * count + [generator.choice(others) for _ in range(6 - count)]
    generator.shuffle(names)
    sources = ((0,), (0, 1), (0, 1, 2))
    terms = iter(names)
    return "+".join(
        "|" + "".join(f"{next(terms)}~{source}|" for source in group) for group in sources)


def serve(flush):
    """A process that loads a cell a line, or runs what it has once where the line is empty."""
    sys.path.insert(0, str(RUNNERS))
    sys.dont_write_bytecode = True
    import pytorch_runner
    runner = pytorch_runner.Runner("cpu", 1)
    if flush and not runner.torch.set_flush_denormal(True):
        raise SystemExit("this processor flushes no denormals")
    for line in sys.stdin:
        if line.strip():
            request = {"architecture": line.strip(), "graph": "as-written", "dataset": "cifar10",
                       "batch": 1, "seed": 0}
            runner.load(request, runner.prepare)
            runner.measure({"warmup": WARMUP, "runs": 1})
            print("{}", flush=True)
            continue
        faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        start = time.process_time_ns()
        runner.measure({"warmup": 0, "runs": 1})
        spent = (time.process_time_ns() - start) / 1e6
        faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults
        print(json.dumps({"milliseconds": spent, "faults": faults}), flush=True)


class State:
    def __init__(self, name):
        variables, flush = STATES[name]
        words = [sys.executable, __file__, "--serve"] + (["--flush"] if flush else [])
        self.process = subprocess.Popen(
            words, env={**os.environ, **variables}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cells", type=int, default=6, help="of each number of convolutions")
    parser.add_argument("--turns", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--flush", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve(options.flush)
    generator = random.Random(options.seed)
    states = {name: State(name) for name in STATES}
    found = {count: {name: [] for name in STATES} for count in range(6)}
    # In a random order, so that nothing goes along with time.
    cells = [(count, cell(generator, count)) for count in found for _ in range(options.cells)]
    generator.shuffle(cells)
    for count, text in cells:
        for state in states.values():
            state.ask(text)
        turns = [
            {name: states[name].ask("") for name in generator.sample(list(states), len(states))}
            for _ in range(options.turns)]
        for name in states:
            found[count][name].append((
                statistics.median(turn[name]["milliseconds"] for turn in turns),
                statistics.median(
                    turn["as it is"]["milliseconds"] / turn[name]["milliseconds"] for turn in turns),
                statistics.median(turn[name]["faults"] for turn in turns)))
    print("3×3      ms  faults  ÷kept  faults ÷flushed  faults")
    for count, values in found.items():
        middle = {
            name: [statistics.median(column) for column in zip(*rows)]
            for name, rows in values.items()}
        here, kept, flushed = (middle[name] for name in STATES)
        print(f"{count:3} {here[0]:7.2f} {here[2]:7.0f} {kept[1]:6.2f} {kept[2]:7.0f}"
              f" {flushed[1]:8.2f} {flushed[2]:7.0f}", flush=True)


if __name__ == "__main__":
    main()
