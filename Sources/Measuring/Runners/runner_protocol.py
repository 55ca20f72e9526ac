"""What the runners' scripts share: they import this file, which lies beside each of them.

One JSON object a line on standard input, one reply a line on standard output; what a runtime prints
goes to standard error. Requests (and the keys that they need):

    describe                                    what would be timed: runtime, hardware, threads
    load            what names it, batch, seed  a network
    load-operator   what names it, batch, seed  one operator
    measure         warmup, runs                milliseconds of every run, warm-up left out
    measure         handles, order              milliseconds of runs of several loaded networks
    bye                                         ends, as the end of input does

A network that is loaded with a `handle` stays beside those of other handles; an `order` of positions
among handles says which runs next, so that networks run in turns. An error answers the request that
failed; the next request is served as usual.

A runtime's script has a class below `Runner` with `description` and `prepare`, and ends with

    if __name__ == "__main__":
        options = argument_parser(__doc__).parse_args()
        main(lambda: MyRunner(options.threads), package="what pip installs")
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
MOST_THREADS = 1024
LARGEST_BATCH = 65_536


# Checking what is asked for


def integer(request, key, low, high):
    """A whole number of a request, checked."""
    value = request.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"{key}: expected a whole number from {low} to {high}")
    return value


def choice(request, key, known):
    """One of some names of a request."""
    value = request.get(key)
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{key}: expected one of {', '.join(known)}")
    return value


def path_of(request, key):
    """The path of a file."""
    value = request.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{key}: expected the path of a file")
    return value


def batch_of(request):
    """How many images at once."""
    return integer(request, "batch", 1, LARGEST_BATCH)


def seed_of(request, most=2**64 - 1):
    """By what inputs, and weights where the runner makes them, are drawn."""
    return integer(request, "seed", 0, most)


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


# What is timed


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


class Runner:
    """Networks of a runtime, loaded under handles. A runtime's own class imports its libraries before
    it calls this one's `__init__`."""

    def __init__(self):
        # What the libraries hold stays: a collection before every timing need not go through it.
        gc.freeze()
        self.loaded = {}

    def description(self):
        """What the protocol says of a runner, but for what is the same for all."""
        raise NotImplementedError

    def prepare(self, request):
        """Loads a network and runs it once; a function without arguments that runs it again."""
        raise NotImplementedError

    def prepare_operator(self, request):
        """As `prepare`, of one operator."""
        return self.prepare(request)

    def time(self, runs, order):
        """As `time_in_order`; a runtime that has a mode for it wraps it."""
        return time_in_order(runs, order)

    def handlers(self):
        """What answers each kind of request."""
        return {
            "describe": self.describe,
            "load": lambda request: self.load(request, self.prepare),
            "load-operator": lambda request: self.load(request, self.prepare_operator),
            "measure": self.measure,
        }

    def describe(self, _):
        return {
            "protocol": PROTOCOL,
            "kind": "cpu",
            "precision": "fp32",
            "features": ["interleave"],
            **self.description(),
        }

    def load(self, request, prepare):
        handle = handle_of(request, self.loaded)
        # What was there goes first, so that both need not have room.
        self.loaded.pop(handle, None)
        self.loaded[handle] = prepare(request)

    def measure(self, request):
        if "handles" in request:
            return {"milliseconds": self.time(*interleaving(request, self.loaded))}
        run = self.loaded.get(None)
        if run is None:
            raise ValueError("nothing is loaded")
        warmup = integer(request, "warmup", 0, MOST_RUNS)
        runs = integer(request, "runs", 1, MOST_RUNS)
        return {"milliseconds": self.time([run], [0] * (warmup + runs))[warmup:]}


def processor_name():
    """The processor as the system names it."""
    for key in ("model name", "Model"):
        try:
            with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
                for line in lines:
                    name, _, value = line.partition(":")
                    if name.strip() == key and value.strip():
                        return value.strip()
        except OSError:
            pass
    return platform.processor() or platform.machine() or "unknown"


def system_facts(**others):
    """Facts that every runner has, and others."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "processor": processor_name(),
        **others,
    }


# Talking


def private_output():
    """Standard output for replies alone: what libraries print there goes to standard error."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return replies


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


def thread_count(text):
    """A number of threads as it is typed."""
    if not text.isdigit() or not 1 <= int(text) <= MOST_THREADS:
        raise argparse.ArgumentTypeError(f"expected 1 to {MOST_THREADS}")
    return int(text)


def argument_parser(description):
    """Reads the options that every script has; `description` is the script's own text."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument(
        "--threads", type=thread_count, default=1, help="of one network (default 1)"
    )
    return parser


def main(make, package):
    """Talks until the end with what `make` makes, which needs a Python package."""
    replies = private_output()
    try:
        runner = make()
    except ImportError as error:
        raise SystemExit(f"{error}; pip install {package}")
    try:
        serve(runner.handlers(), replies)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)
