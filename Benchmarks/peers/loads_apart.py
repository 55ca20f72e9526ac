#!/usr/bin/env python3
"""How often a network runs slower for as long as it stays loaded, in the built-in engine.

    loads_apart.py nas-search [PROCESSES]

loads one network 15 times over into each of so many runners (110), beside a reference that takes turns
with it, and prints the loads whose fastest runs take 1.15 times as long as the median load's, three times
in a row, while the reference's don't.
"""
import json
import statistics
import subprocess
import sys

NETWORK = "|none~0|+|none~0|skip_connect~1|+|nor_conv_1x1~0|nor_conv_1x1~1|avg_pool_3x3~2|"
REFERENCE = "|nor_conv_1x1~0|+|skip_connect~0|none~1|+|skip_connect~0|nor_conv_1x1~1|skip_connect~2|"
LOADS = 15
TURNS = 25
SLOW = 1.15


class Runner:
    """A runner that holds a reference."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "runner"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.load(REFERENCE, "reference")

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())
        if reply["reply"] == "error":
            sys.exit(reply["message"])
        return reply

    def load(self, architecture, handle):
        self.ask(request="load", architecture=architecture, dataset="cifar10",
                 graph="as-written", batch=1, seed=0, handle=handle)

    def level(self, handle):
        """Milliseconds of the network's fast runs, and of the reference's beside them."""
        times = self.ask(request="measure", handles=["reference", handle],
                         order=[0, 1] * TURNS)["milliseconds"]
        return sorted(times[1::2])[TURNS // 8], sorted(times[0::2])[TURNS // 8]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def main():
    program = sys.argv[1]
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else 110
    slow = []
    for _ in range(processes):
        runner = Runner(program)
        handles = [f"network {number}" for number in range(LOADS)]
        for handle in handles:
            runner.load(NETWORK, handle)
        levels = [[runner.level(handle) for handle in handles] for _ in range(3)]
        usual = statistics.median(time for level in levels for time, _ in level)
        reference = statistics.median(time for level in levels for _, time in level)
        for number in range(LOADS):
            times = [level[number] for level in levels]
            if all(time > SLOW * usual and beside < SLOW * reference for time, beside in times):
                slow.append(min(time for time, _ in times) / usual)
        runner.close()
    factors = ", ".join(f"{factor:.2f}" for factor in sorted(slow))
    print(f"{len(slow)} of {processes * LOADS} loads are slow: {factors} times the usual")


if __name__ == "__main__":
    main()
