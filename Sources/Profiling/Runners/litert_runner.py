#!/usr/bin/env python3
"""Times LiteRT (TensorFlow Lite) files on the CPU for nas-search, which starts it and talks to it.

    pip install ai-edge-litert
    python3 litert_runner.py [--threads N]

One JSON object a line on standard input, one reply a line on standard output; what the runtime
prints goes to standard error. Requests (and the keys that they need):

    describe                                    what would be timed: runtime, hardware, threads
    load            litert, batch, seed         a network
    load-operator   litert, batch, seed         one operator
    measure         warmup, runs                milliseconds of every run, warm-up left out
    measure         handles, order              milliseconds of runs of several loaded networks
    bye                                         ends, as the end of input does

A network that is loaded with a `handle` stays beside those of other handles; an `order` of positions
among handles says which runs next, so that networks run in turns.

An error answers the request that failed; the next request is served as usual. Inputs are random by
the seed and stay where they are, as outputs do; every run is timed on its own with a monotonic
clock. The runtime's own choice of kernels counts (XNNPACK where it is built with it).
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
    """Interpreters of LiteRT."""

    def __init__(self, threads):
        import numpy
        from ai_edge_litert.interpreter import Interpreter

        # What the libraries hold stays: a collection before every timing need not go through it.
        gc.freeze()
        self.numpy, self.interpreter, self.threads = numpy, Interpreter, threads
        self.loaded = {}

    def describe(self, _):
        from importlib.metadata import version

        return {
            "protocol": PROTOCOL,
            "name": "litert",
            "runtime": f"LiteRT {version('ai-edge-litert')} CPU",
            "hardware": processor_name(),
            "kind": "cpu",
            "threads": self.threads,
            "precision": "fp32",
            "accepts": ["litert"],
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
        path = request.get("litert")
        if not isinstance(path, str):
            raise ValueError("litert: expected the path of a file")
        batch = integer(request, "batch", 1, 65_536)
        seed = integer(request, "seed", 0, 2**64 - 1)
        interpreter = self.interpreter(model_path=path, num_threads=self.threads)
        (source,) = interpreter.get_input_details()
        if source["dtype"] is not self.numpy.float32:
            raise ValueError(f"{path} takes {source['dtype'].__name__}, not float32")
        shape = [int(extent) for extent in source["shape"]]
        # An extent of -1 is of any size.
        if int(source["shape_signature"][0]) == -1:
            shape[0] = batch
            interpreter.resize_tensor_input(source["index"], shape)
        if shape[0] != batch:
            raise ValueError(f"{path} takes a batch of {shape[0]}, not {batch}")
        interpreter.allocate_tensors()
        values = self.numpy.random.default_rng(seed).standard_normal(shape, dtype="float32")
        interpreter.set_tensor(source["index"], values)
        interpreter.invoke()
        self.loaded[handle] = interpreter.invoke

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
        raise SystemExit(f"{error}; pip install ai-edge-litert")
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
