#!/usr/bin/env python3
"""How well latencies repeat on a host that others use: python3 noisy_host.py PROGRAM [options]

Networks are measured in several rounds through a runner's protocol, beside helpers that load the
cores with random bursts (0.05 to 5 s of arithmetic, memory streams or cache thrashing, the same
sequence for the same seed). Every look takes the network's runs in turns with a reference and the
same number of runs alone, so that each statistic has seen the same minutes. Reported are how far two
looks at one network lie apart, the bias against the look with the least noise, and the time a look
takes. It needs Python's standard library alone; what the host does by itself is in it, so say which
host it was, and how busy.

    python3 Benchmarks/peers/noisy_host.py .build/release/nas-search --networks 100 --rounds 4
    python3 Benchmarks/peers/noisy_host.py .build/release/nas-search --runner onnxruntime
"""

import argparse
import itertools
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from multiprocessing import Process
from pathlib import Path

RUNNERS = Path(__file__).resolve().parents[2] / "Sources" / "Measuring" / "Runners"
OPERATORS = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
# As the program's own default.
REFERENCE = (2, 1, 0, 1, 2, 1)
TURNS_OF_BLOCK = 5
# Helpers, the share of the time they work, and how nice they are.
NOISE = {"none": (0, 0, 0), "mild": (1, 0.4, 5), "heavy": (os.cpu_count() or 1, 0.8, 0)}


def cell(operators):
    names = [OPERATORS[operator] for operator in operators]
    return "|{}~0|+|{}~0|{}~1|+|{}~0|{}~1|{}~2|".format(*names)


# Noise


def arithmetic(end):
    while time.monotonic() < end:
        sum(range(20_000))


def memory(end):
    source, target = bytearray(64 << 20), bytearray(64 << 20)
    while time.monotonic() < end:
        target[:] = source


def caches(end):
    buffer, generator = bytearray(8 << 20), random.Random(1)
    while time.monotonic() < end:
        start = generator.randrange(7 << 20)
        buffer[start:start + (1 << 18)] = bytes(1 << 18)


def helper(seed, share, niceness):
    """Bursts of work and pauses, on a core that is drawn anew for each."""
    os.nice(niceness)
    generator = random.Random(seed)
    cores = sorted(os.sched_getaffinity(0))
    while os.getppid() != 1:
        length = math.exp(generator.uniform(math.log(0.05), math.log(5)))
        os.sched_setaffinity(0, {generator.choice(cores)})
        generator.choice([arithmetic, memory, caches])(time.monotonic() + length)
        time.sleep(length * (1 / share - 1))


class Noise:
    def __init__(self, level, seed):
        count, share, niceness = NOISE[level]
        self.helpers = [
            Process(target=helper, args=(1000 * seed + number, share, niceness), daemon=True)
            for number in range(count)
        ]

    def __enter__(self):
        for process in self.helpers:
            process.start()

    def __exit__(self, *_):
        for process in self.helpers:
            process.terminate()
            process.join()


# Runners


class Runner:
    def __init__(self, options, folder):
        self.options, self.folder = options, Path(folder)
        if options.runner == "builtin":
            command = [options.program, "runner", "--threads", str(options.threads)]
            command += ["--kernels", options.kernels] if options.kernels else []
        else:
            script = RUNNERS / f"{options.runner}_runner.py"
            command = [options.python, str(script), "--threads", str(options.threads)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True)
        self.description = self.ask(request="describe")
        if "interleave" not in self.description.get("features", []):
            raise SystemExit("the runner holds one network at a time")

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("the runner ended")
        reply = json.loads(line)
        if reply["reply"] == "error":
            raise SystemExit(reply["message"])
        return reply

    def load(self, operators, handle):
        request = {
            "request": "load", "architecture": cell(operators), "dataset": "cifar10",
            "graph": "as-written", "batch": 1, "seed": 0, "handle": handle,
        }
        if "architecture" not in self.description["accepts"]:
            request["onnx"] = self.file(operators)
        self.ask(**request)

    def file(self, operators):
        folder = self.folder / "".join(map(str, operators))
        if not folder.exists():
            subprocess.run(
                [self.options.program, "export", cell(operators), "--format", "onnx", "--dataset", "cifar10", "--output",
                 str(folder), "--store", str(self.folder / "store.sqlite")],
                check=True, capture_output=True)
        return str(next(folder.glob("**/*.onnx")))

    def run(self, order):
        return self.ask(
            request="measure", handles=["reference", "network"], order=order)["milliseconds"]

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


# Statistics


def quantile(values, fraction):
    ordered = sorted(values)
    position = fraction * (len(ordered) - 1)
    lower = int(position)
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (position - lower) * (ordered[upper] - ordered[lower])


def fastest_tenth(runs):
    return statistics.fmean(sorted(runs)[:max(3, (len(runs) + 9) // 10)])


def interquartile_mean(runs):
    dropped = len(runs) // 4
    return statistics.fmean(sorted(runs)[dropped:len(runs) - dropped])


def ratio(network, reference):
    """As Sources/Measuring/Timing/PairedRatio.swift has it."""
    logs = sorted(
        math.log(quantile(network[start:start + TURNS_OF_BLOCK], 0.25))
        - math.log(quantile(reference[start:start + TURNS_OF_BLOCK], 0.25))
        for start in range(0, len(network) - TURNS_OF_BLOCK + 1, TURNS_OF_BLOCK))
    dropped = len(logs) // 4
    return math.exp(statistics.fmean(logs[dropped:len(logs) - dropped]))


def look(runner, operators, turns, generator):
    """A network's latency by each statistic, and the seconds that each took."""
    runner.load(operators, "network")
    runner.run([0, 0, 1, 1] * 3)
    start = time.monotonic()
    alone = runner.run([1] * turns)
    middle = time.monotonic()
    order = []
    for _ in range(turns):
        first = generator.randrange(2)
        order += 3 * [first] + 3 * [1 - first]
    times = runner.run(order)
    end = time.monotonic()
    counted = list(zip(order[1::3], map(min, times[1::3], times[2::3])))
    reference = [value for position, value in counted if position == 0]
    network = [value for position, value in counted if position == 1]
    return {
        "fastest-tenth": (fastest_tenth(alone), middle - start),
        "interquartile-mean": (interquartile_mean(alone), middle - start),
        "paired": (ratio(network, reference), end - middle),
        "levels": [
            quantile(reference[start:start + TURNS_OF_BLOCK], 0.25)
            for start in range(0, turns - TURNS_OF_BLOCK + 1, TURNS_OF_BLOCK)],
    }


def measure(options, level, networks):
    """Looks at every network, by statistic `[networks][rounds]`, and the median seconds of a look."""
    generator = random.Random(options.seed)
    names = ("fastest-tenth", "interquartile-mean", "paired")
    found = {name: [[] for _ in networks] for name in names}
    seconds = {name: [] for name in names}
    levels = []
    with tempfile.TemporaryDirectory() as folder, Noise(level, options.seed):
        runner = Runner(options, folder)
        runner.load(REFERENCE, "reference")
        for _ in range(options.rounds):
            for position, network in enumerate(networks):
                result = look(runner, network, options.turns, generator)
                levels += result["levels"]
                for name in names:
                    found[name][position].append(result[name][0])
                    seconds[name].append(result[name][1])
        runner.close()
    scale = quantile(levels, 0.1)
    found["paired"] = [[scale * value for value in looks] for looks in found["paired"]]
    return found, {name: statistics.median(values) for name, values in seconds.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="nas-search")
    parser.add_argument(
        "--runner", default="builtin", choices=["builtin", "onnxruntime", "openvino", "pytorch"])
    parser.add_argument("--python", default=sys.executable, help="that has the runtime")
    parser.add_argument("--kernels")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--networks", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--turns", type=int, default=50)
    parser.add_argument("--noise", default="none,mild,heavy")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    generator = random.Random(options.seed)
    networks = [tuple(generator.randrange(5) for _ in range(6)) for _ in range(options.networks)]
    load = os.getloadavg()
    print(f"{options.runner}, {options.threads} thread(s), {options.networks} networks, "
          f"{options.rounds} rounds, {options.turns} turns; load before "
          + " ".join(f"{value:.1f}" for value in load))
    print(f"{'noise':8}{'statistic':20}{'median %':>9}{'90 %':>7}{'most':>7}{'bias %':>8}{'ms':>7}")
    quiet = None
    for level in options.noise.split(","):
        found, seconds = measure(options, level, networks)
        # What each network takes where it was fastest: the reading with the least noise.
        quiet = quiet or [min(looks) for looks in found["fastest-tenth"]]
        for name, looks in found.items():
            apart = [
                100 * (max(a, b) / min(a, b) - 1)
                for values in looks for a, b in itertools.combinations(values, 2)]
            bias = statistics.median(
                100 * (statistics.median(values) / best - 1)
                for values, best in zip(looks, quiet))
            print(f"{level:8}{name:20}{statistics.median(apart):9.1f}{quantile(apart, 0.9):7.1f}"
                  f"{max(apart):7.1f}{bias:8.1f}{1000 * seconds[name]:7.0f}", flush=True)


if __name__ == "__main__":
    main()
