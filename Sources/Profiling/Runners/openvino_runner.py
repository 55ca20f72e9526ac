#!/usr/bin/env python3
"""Times ONNX files in OpenVINO on the CPU for nas-search, which starts it and talks to it.

    pip install openvino
    python3 openvino_runner.py [--threads N]

One JSON object a line on standard input, one reply a line on standard output; what the runtime
prints goes to standard error. Requests (and the keys that they need):

    describe                                    what would be timed: runtime, hardware, threads
    load            onnx, batch, seed           a network
    load-operator   onnx, batch, seed           one operator
    measure         warmup, runs                milliseconds of every run, warm-up left out
    measure         handles, order              milliseconds of runs of several loaded networks
    bye                                         ends, as the end of input does

A network that is loaded with a `handle` stays beside those of other handles; an `order` of positions
among handles says which runs next, so that networks run in turns.

An error answers the request that failed; the next request is served as usual. Inputs are random by
the seed. A network is compiled for latency: one stream, one request at a time, all of it in 32-bit
floating point. Every run is timed on its own with a monotonic clock, from a request's start to its
end, without copies of input or output.
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


class Runner:
    """Compiled models of OpenVINO."""

    def __init__(self, threads):
        import numpy
        import openvino

        # What the libraries hold stays: a collection before every timing need not go through it.
        gc.freeze()
        self.numpy, self.openvino, self.threads = numpy, openvino, threads
        self.core = openvino.Core()
        if "CPU" not in self.core.available_devices:
            raise SystemExit(f"this openvino has no CPU device, only {self.core.available_devices}")
        self.settings = {
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": 1,
            "PERFORMANCE_HINT": "LATENCY",
            "PERFORMANCE_HINT_NUM_REQUESTS": 1,
            # Some processors would run in bf16 or f16 otherwise.
            "INFERENCE_PRECISION_HINT": "f32",
        }
        self.loaded = {}

    def describe(self, _):
        return {
            "protocol": PROTOCOL,
            "name": "openvino",
            "runtime": f"OpenVINO {self.openvino.__version__.partition('-')[0]} CPU",
            "hardware": str(self.core.get_property("CPU", "FULL_DEVICE_NAME")).strip(),
            "kind": "cpu",
            "threads": self.threads,
            "precision": "fp32",
            "accepts": ["onnx"],
            "features": ["interleave"],
            "facts": {
                "python": platform.python_version(),
                "numpy": self.numpy.__version__,
                "system": f"{platform.system()} {platform.release()}",
                "build": self.openvino.get_version(),
                "execution": "latency hint, 1 stream, 1 request",
            },
        }

    def load(self, request):
        handle = handle_of(request, self.loaded)
        self.loaded.pop(handle, None)
        path = request.get("onnx")
        if not isinstance(path, str):
            raise ValueError("onnx: expected the path of a file")
        batch = integer(request, "batch", 1, 65_536)
        seed = integer(request, "seed", 0, 2**64 - 1)
        model = self.core.read_model(path)
        (source,) = model.inputs
        if source.get_element_type().get_type_name() != "f32":
            raise ValueError(f"{path} takes {source.get_element_type().get_type_name()}, not f32")
        extents = source.get_partial_shape()
        shape = [extent.get_length() if extent.is_static else batch for extent in extents]
        if shape[0] != batch:
            raise ValueError(f"{path} takes a batch of {shape[0]}, not {batch}")
        if extents.is_dynamic:
            model.reshape(shape)
        compiled = self.core.compile_model(model, "CPU", self.settings)
        self.check(compiled)
        values = self.numpy.random.default_rng(seed).standard_normal(shape, dtype="float32")
        prepared = compiled.create_infer_request()
        # The request reads the array where it lies; it is kept as long as the request is. It runs on
        # the calling thread: start_async would hand every run to another one, some 15 µs.
        prepared.set_input_tensor(self.openvino.Tensor(values, shared_memory=True))
        prepared.infer(share_inputs=True, share_outputs=True)

        def run(_=values):
            prepared.infer(share_inputs=True, share_outputs=True)

        self.loaded[handle] = run

    def check(self, compiled):
        """Fails where the runtime took other settings than asked for: they would be timed."""
        for key in ("INFERENCE_NUM_THREADS", "NUM_STREAMS"):
            found = int(compiled.get_property(key))
            if found != self.settings[key]:
                raise RuntimeError(f"OpenVINO took {key} {found}, not {self.settings[key]}; ask for "
                                   "no more threads than there are cores")

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
    parser.add_argument("--threads", type=int, default=1, help="of one operator (default 1)")
    options = parser.parse_args()
    if not 1 <= options.threads <= 1024:
        parser.error("--threads: expected 1 to 1024")
    replies = private_output()
    try:
        runner = Runner(options.threads)
    except ImportError as error:
        raise SystemExit(f"{error}; pip install openvino")
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
