#!/usr/bin/env python3
"""A runner whose times are known: they follow from the operators' names.

    scripted_runner.py [--files] [--wave]

With --files it takes networks as ONNX files, which must have come along and lie below $TMPDIR. With
--wave the machine's speed goes up and down by the clock, and first runs are slower. Variables: PAUSE,
seconds before an answer; LOADS, a file with a line a loaded network; CLOCK_FILE, a file of a frequency
that falls after the third.
"""
import json
import math
import os
import sys
import time

COST = {"none": 0, "skip_connect": .01, "nor_conv_1x1": .04, "nor_conv_3x3": .09, "avg_pool_3x3": .03}


def network_cost(cell):
    """Milliseconds of a cell's network on a machine of speed 1."""
    return 0.2 + sum(COST[part.split("~")[0]] for part in cell.replace("+", "").split("|") if part)


def speed(moment):
    """How slow the machine is at a moment, with --wave."""
    return 1.2 + 0.2 * math.sin(moment / 30)


class Runner:
    def __init__(self, options):
        self.takes_files = "--files" in options
        self.has_wave = "--wave" in options
        self.loaded = {}

    def load(self, request):
        if self.takes_files:
            path = request["onnx"]
            assert path.startswith(os.environ["TMPDIR"]), path
            assert os.path.getsize(path) > 100
        if log := os.environ.get("LOADS"):
            with open(log, "a") as file:
                file.write(request.get("architecture", "") + "\n")
            if (clock := os.environ.get("CLOCK_FILE")) and len(open(log).readlines()) > 3:
                with open(clock, "w") as file:
                    file.write("900000\n")
        if "operator" in request:
            cost = 0.05 + COST[request["operator"]] * request["channels"] / 16
        else:
            cost = network_cost(request["architecture"])
        self.loaded[request.get("handle")] = cost

    def measure(self, request):
        time.sleep(float(os.environ.get("PAUSE", "0")))
        if "handles" not in request:
            return [self.loaded[None]] * request["runs"]
        costs = [self.loaded[handle] for handle in request["handles"]]
        if not self.has_wave:
            return [costs[thing] for thing in request["order"]]
        now = speed(time.time())
        # First runs are slower, and one of the two others now and then.
        return [
            round(costs[thing] * now * (1.3 if place % 3 == 0 else 1 + 0.01 * (place % 7 == 0)), 6)
            for place, thing in enumerate(request["order"])]

    def serve(self):
        print("a library that talks", file=sys.stderr)
        for line in sys.stdin:
            request = json.loads(line)
            kind = request["request"]
            if kind == "bye":
                break
            reply = {"reply": kind}
            if kind == "describe":
                reply.update(
                    protocol=1, name="fake", runtime="fake 1", hardware="Fake board", kind="cpu",
                    threads=1, precision="fp32", features=["interleave"], facts={},
                    accepts=["onnx" if self.takes_files else "architecture"])
            elif kind.startswith("load"):
                self.load(request)
            elif kind == "measure":
                reply["milliseconds"] = self.measure(request)
            print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    Runner(sys.argv[1:]).serve()
