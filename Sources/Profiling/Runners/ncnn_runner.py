#!/usr/bin/env python3
"""Times ncnn's files on the CPU for nas-search, which starts it and talks to it.

    pip install ncnn
    python3 ncnn_runner.py [--threads N]

One JSON object a line on standard input, one reply a line on standard output; what the runtime
prints goes to standard error. Requests (and the keys that they need):

    describe                                    what would be timed: runtime, hardware, threads
    load            ncnn, batch, seed           a network
    load-operator   ncnn, batch, seed           one operator
    measure         warmup, runs                milliseconds of every run, warm-up left out
    measure         handles, order              milliseconds of runs of several loaded networks
    bye                                         ends, as the end of input does

A network that is loaded with a `handle` stays beside those of other handles; an `order` of positions
among handles says which runs next, so that networks run in turns.

The path under `ncnn` is that of the layers' text; the numbers lie beside it with the ending `.bin`.
An error answers the request that failed; the next request is served as usual. Inputs are random by
the seed; every run is timed on its own with a monotonic clock, all of it in 32-bit floating point:
elsewhere ncnn would compute in 16 bits where the processor can.
"""

import argparse
import gc
import json
import os
import platform
import sys
import time

PROTOCOL = 1
LARGEST_REQUEST = 1 << 20
MOST_RUNS = 1_000_000
MOST_HANDLES = 16


def private_output():
    """Standard output for replies alone: what libraries print there goes to standard error."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return replies


def integer(request, key, low, high):
    """A whole number of a request, checked."""
    value = request.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"{key}: expected a whole number from {low} to {high}")
    return value


def handle_of(request, loaded):
    """Under which handle something is to be loaded; None for what is measured without handles."""
    handle = request.get("handle")
    if handle is not None and not isinstance(handle, str):
        raise ValueError("handle: expected a text")
    others = len(loaded.keys() - {None, handle})
    if handle is not None and others >= MOST_HANDLES:
        raise ValueError(f"more than {MOST_HANDLES} handles")
    return handle


def interleaving(request, loaded):
    """What is loaded under the handles of a request, and the order of positions among them."""
    handles, order = request.get("handles"), request.get("order")
    if not isinstance(handles, list) or not all(isinstance(handle, str) for handle in handles):
        raise ValueError("handles: expected a list of texts")
    for handle in handles:
        if handle not in loaded:
            raise ValueError(f"nothing is loaded as {handle!r}")
    if not isinstance(order, list) or not 1 <= len(order) <= MOST_RUNS:
        raise ValueError(f"order: expected 1 to {MOST_RUNS} positions in handles")
    for position in order:
        if isinstance(position, bool) or not isinstance(position, int) or not (
            0 <= position < len(handles)
        ):
            raise ValueError("order: expected positions in handles")
    return [loaded[handle] for handle in handles], order


def time_in_order(runs, order):
    """Milliseconds of every run, which functions without arguments make, in an order."""
    clock = time.perf_counter_ns
    milliseconds = []
    gc.collect()
    gc.disable()
    try:
        for position in order:
            run = runs[position]
            start = clock()
            run()
            milliseconds.append((clock() - start) / 1e6)
    finally:
        gc.enable()
    return milliseconds


def serve(handlers, replies):
    """Answers requests until `bye` or the end of input."""
    while True:
        line = sys.stdin.buffer.readline(LARGEST_REQUEST + 1)
        if not line:
            return
        try:
            if len(line) > LARGEST_REQUEST:
                while line and not line.endswith(b"\n"):
                    line = sys.stdin.buffer.readline(LARGEST_REQUEST)
                raise ValueError(f"a request of more than {LARGEST_REQUEST} bytes")
            request = json.loads(line)
            kind = request.get("request") if isinstance(request, dict) else None
            if kind == "bye":
                return
            if not isinstance(kind, str) or kind not in handlers:
                raise ValueError(f"expected a request among {', '.join(handlers)}, bye")
            reply = {"reply": kind, **(handlers[kind](request) or {})}
        except Exception as error:  # whatever fails is an error of this request only
            reply = {"reply": "error", "message": f"{type(error).__name__}: {error}"[:2000]}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def processor_name():
    """The processor as the system names it."""
    for path, key in (("/proc/cpuinfo", "model name"), ("/proc/cpuinfo", "Model")):
        try:
            with open(path, encoding="utf-8", errors="replace") as lines:
                for line in lines:
                    name, _, value = line.partition(":")
                    if name.strip() == key and value.strip():
                        return value.strip()
        except OSError:
            pass
    return platform.processor() or platform.machine() or "unknown"


class Runner:
    """Networks of ncnn."""

    def __init__(self, threads):
        import ncnn
        import numpy

        # What the libraries hold stays: a collection before every timing need not go through it.
        gc.freeze()
        self.numpy, self.ncnn, self.threads = numpy, ncnn, threads
        self.loaded = {}

    def describe(self, _):
        return {
            "protocol": PROTOCOL,
            "name": "ncnn",
            "runtime": f"ncnn {self.ncnn.__version__} CPU",
            "hardware": processor_name(),
            "kind": "cpu",
            "threads": self.threads,
            "precision": "fp32",
            "accepts": ["ncnn"],
            "features": ["interleave"],
            "facts": {
                "python": platform.python_version(),
                "numpy": self.numpy.__version__,
                "system": f"{platform.system()} {platform.release()}",
                "processor": processor_name(),
            },
        }

    def load(self, request):
        handle = handle_of(request, self.loaded)
        self.loaded.pop(handle, None)
        path = request.get("ncnn")
        if not isinstance(path, str):
            raise ValueError("ncnn: expected the path of a file")
        integer(request, "batch", 1, 1)
        seed = integer(request, "seed", 0, 2**64 - 1)
        network = self.ncnn.Net()
        network.opt.num_threads = self.threads
        for option in ("fp16_packed", "fp16_storage", "fp16_arithmetic", "bf16_storage"):
            setattr(network.opt, f"use_{option}", False)
        numbers = os.path.splitext(path)[0] + ".bin"
        if network.load_param(path) != 0 or network.load_model(numbers) != 0:
            raise ValueError(f"{path}: ncnn can't load it with {numbers}; see standard error")
        (source,), (result,) = network.input_names(), network.output_names()
        values = self.numpy.random.default_rng(seed).standard_normal(
            self.shape(path), dtype="float32"
        )
        image = self.ncnn.Mat(values).clone()

        def run():
            extractor = network.create_extractor()
            extractor.input(source, image)
            return extractor.extract(result)[0]

        status = run()
        if status != 0:
            raise RuntimeError(f"{path}: ncnn can't run it ({status})")
        self.loaded[handle] = run

    def shape(self, path):
        """The input's channels, height and width, as the first layer's settings state them."""
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                words = line.split()
                if words[:1] == ["Input"]:
                    sizes = dict(word.split("=") for word in words if "=" in word)
                    return [int(sizes[key]) for key in ("2", "1", "0")]
        raise ValueError(f"{path}: no layer of the kind Input with its size")

    def measure(self, request):
        if "handles" in request:
            return {"milliseconds": time_in_order(*interleaving(request, self.loaded))}
        run = self.loaded.get(None)
        if run is None:
            raise ValueError("nothing is loaded")
        warmup = integer(request, "warmup", 0, MOST_RUNS)
        runs = integer(request, "runs", 1, MOST_RUNS)
        return {"milliseconds": time_in_order([run], [0] * (warmup + runs))[warmup:]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1, help="of one network (default 1)")
    options = parser.parse_args()
    if not 1 <= options.threads <= 1024:
        parser.error("--threads: expected 1 to 1024")
    replies = private_output()
    try:
        runner = Runner(options.threads)
    except ImportError as error:
        raise SystemExit(f"{error}; pip install ncnn")
    handlers = {
        "describe": runner.describe,
        "load": runner.load,
        "load-operator": runner.load,
        "measure": runner.measure,
    }
    try:
        serve(handlers, replies)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)


if __name__ == "__main__":
    main()
