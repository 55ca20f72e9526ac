#!/usr/bin/env python3
"""Times networks of NAS-Bench-201 in PyTorch, eagerly, for nas-search. It needs torch alone.

As a child process of nas-search, which talks to it over standard input and output:

    python3 pytorch_runner.py [--threads N] [--device cpu|cuda]

On a machine of its own, from a plan that `nas-search measure --plan` wrote, with plan_runner.py beside
it, which says more:

    python3 pytorch_runner.py --plan plan.jsonl --output results.jsonl [--shard I/N] …

Requests of the first, one JSON object a line (and the keys that they need):

    describe                                          what would be timed
    load           architecture, dataset, graph, batch, seed          a network
    load-operator  operator, channels, size, batch, seed              one operator
    measure        warmup, runs                       milliseconds of every run, warm-up left out
    measure        handles, order                     milliseconds of runs of several loaded networks
    bye                                               ends, as the end of input does

A network that is loaded with a `handle` stays beside those of other handles; an `order` of positions
among handles says which runs next, so that networks run in turns.

Weights and inputs are random by the seed. A graph `as-written` runs every operator of the cell in
the order of its string, also those without effect; `pruned` runs those on a path from the cell's
input to its output. Every run is timed on its own with a monotonic clock, on a GPU from idle to
idle; nothing is compiled or fused.
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
OPERATORS = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
STAGES = ((16, 5), (32, 5), (64, 5))
# Channels and size of an image, classes.
DATASETS = {"cifar10": (3, 32, 10), "cifar100": (3, 32, 100), "imagenet16-120": (3, 16, 120)}


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


def parse_cell(architecture):
    """The edges (source, target, operator) of a cell's string, in its order."""
    if not isinstance(architecture, str):
        raise ValueError("architecture: expected a string such as |none~0|+|none~0|none~1|+…")
    groups = architecture.split("+")
    edges = []
    for target, group in enumerate(groups, start=1):
        terms = group.split("|")[1:-1]
        if f"|{'|'.join(terms)}|" != group or len(terms) != target:
            raise ValueError(f"architecture: {architecture!r} is not a cell's string")
        for source, term in enumerate(terms):
            operator, _, node = term.partition("~")
            if operator not in OPERATORS or node != str(source):
                raise ValueError(f"architecture: {term!r} is not an operator on node {source}")
            edges.append((source, target, operator))
    if len(groups) != 3:
        raise ValueError(f"architecture: {architecture!r} has not three groups")
    return edges


def live_edges(edges):
    """Whether each edge lies on a path without `none` from the input to the output."""
    output = max(target for _, target, _ in edges)
    from_input, to_output = {0}, {output}
    for source, target, operator in edges:
        if operator != "none" and source in from_input:
            from_input.add(target)
    for source, target, operator in reversed(edges):
        if operator != "none" and target in to_output:
            to_output.add(source)
    return [
        operator != "none" and source in from_input and target in to_output
        for source, target, operator in edges
    ]


# The networks


def build_modules(torch):
    """The functions that build a network and an operator."""
    nn = torch.nn

    class Zero(nn.Module):
        def forward(self, x):
            return x.mul(0.0)

    def convolution(channels_in, channels_out, kernel, stride=1):
        return nn.Sequential(
            nn.ReLU(),
            nn.Conv2d(
                channels_in, channels_out, kernel, stride, padding=kernel // 2, bias=False
            ),
            nn.BatchNorm2d(channels_out),
        )

    def operator(name, channels):
        if name == "none":
            return Zero()
        if name == "skip_connect":
            return nn.Identity()
        if name == "avg_pool_3x3":
            return nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        return convolution(channels, channels, {"nor_conv_1x1": 1, "nor_conv_3x3": 3}[name])

    class Cell(nn.Module):
        def __init__(self, edges, present, channels):
            super().__init__()
            kept = [edge for edge, here in zip(edges, present) if here]
            self.layers = nn.ModuleList(operator(name, channels) for _, _, name in kept)
            last = max(target for _, target, _ in edges)
            # For every node: the numbers of the layers that lead to it, with their sources.
            self.nodes = [
                [(i, source) for i, (source, target, _) in enumerate(kept) if target == node]
                for node in range(1, last + 1)
            ]

        def forward(self, x):
            values = [x]
            for terms in self.nodes:
                total = None
                for layer, source in terms:
                    value = self.layers[layer](values[source])
                    total = value if total is None else total + value
                values.append(total)
            return x.mul(0.0) if values[-1] is None else values[-1]

    class ResidualBlock(nn.Module):
        def __init__(self, channels_in, channels_out):
            super().__init__()
            self.conv_a = convolution(channels_in, channels_out, 3, stride=2)
            self.conv_b = convolution(channels_out, channels_out, 3)
            self.downsample = nn.Sequential(
                nn.AvgPool2d(2, stride=2), nn.Conv2d(channels_in, channels_out, 1, bias=False)
            )

        def forward(self, x):
            return self.conv_b(self.conv_a(x)) + self.downsample(x)

    def network(edges, graph, dataset):
        image_channels, _, classes = DATASETS[dataset]
        present = live_edges(edges) if graph == "pruned" else [True] * len(edges)
        channels = STAGES[0][0]
        layers = [
            nn.Conv2d(image_channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
        ]
        for stage, (width, count) in enumerate(STAGES):
            if stage > 0:
                layers.append(ResidualBlock(channels, width))
            layers += [Cell(edges, present, width) for _ in range(count)]
            channels = width
        layers += [nn.BatchNorm2d(channels), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
        return nn.Sequential(*layers, nn.Linear(channels, classes))

    return network, operator


class Runner:
    """Networks in eager PyTorch."""

    def __init__(self, device, threads):
        import torch

        # What the libraries hold stays: a collection before every timing need not go through it.
        gc.freeze()
        self.torch, self.device, self.threads = torch, device, threads
        if device == "cuda" and not torch.cuda.is_available():
            raise SystemExit("this torch sees no CUDA device")
        torch.set_num_threads(threads)
        torch.set_num_interop_threads(1)
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cuda.matmul.allow_tf32 = False
        self.build_network, self.build_operator = build_modules(torch)
        self.loaded = {}

    def describe(self, _=None):
        torch = self.torch
        facts = {
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.release()}",
            "processor": processor_name(),
            "tf32": "off",
            "execution": "eager",
        }
        runtime = f"PyTorch {torch.__version__} {self.device}"
        if self.device == "cuda":
            hardware = torch.cuda.get_device_name(0)
            facts["cuda"] = str(torch.version.cuda)
            facts["cudnn"] = str(torch.backends.cudnn.version())
        else:
            hardware = facts["processor"]
            facts["mkldnn"] = "on" if torch.backends.mkldnn.is_available() else "off"
        return {
            "protocol": PROTOCOL,
            "name": "pytorch",
            "runtime": runtime,
            "hardware": hardware,
            "kind": "gpu" if self.device == "cuda" else "cpu",
            "threads": self.threads,
            "precision": "fp32",
            "accepts": ["architecture"],
            "features": ["interleave"],
            "facts": facts,
        }

    def load(self, request):
        edges = parse_cell(request.get("architecture"))
        graph = choice(request, "graph", ("as-written", "pruned"))
        dataset = choice(request, "dataset", tuple(DATASETS))
        channels, size, _ = DATASETS[dataset]
        self.prepare(request, channels, size, lambda: self.build_network(edges, graph, dataset))

    def load_operator(self, request):
        name = choice(request, "operator", OPERATORS)
        channels = integer(request, "channels", 1, 65_536)
        size = integer(request, "size", 1, 65_536)
        self.prepare(request, channels, size, lambda: self.build_operator(name, channels))

    def prepare(self, request, channels, size, build):
        """Builds a module and its input, and runs it once."""
        torch = self.torch
        batch = integer(request, "batch", 1, 65_536)
        handle = handle_of(request, self.loaded)
        self.loaded.pop(handle, None)
        torch.manual_seed(integer(request, "seed", 0, 2**63 - 1))
        module = build().eval().to(self.device)
        image = torch.randn(batch, channels, size, size).to(self.device)

        def run():
            module(image)
            self.synchronize()

        with torch.inference_mode():
            run()
        self.loaded[handle] = run

    def measure(self, request):
        if "handles" in request:
            runs, order = interleaving(request, self.loaded)
            return {"milliseconds": self.time(runs, order)}
        run = self.loaded.get(None)
        if run is None:
            raise ValueError("nothing is loaded")
        warmup = integer(request, "warmup", 0, MOST_RUNS)
        runs = integer(request, "runs", 1, MOST_RUNS)
        return {"milliseconds": self.time([run], [0] * (warmup + runs))[warmup:]}

    def time(self, runs, order):
        with self.torch.inference_mode():
            return time_in_order(runs, order)

    def synchronize(self):
        if self.device == "cuda":
            self.torch.cuda.synchronize()


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


# Requests on standard input


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


def work_off(parser, options):
    """Lets the script beside this one work off a plan, with this one as its runner."""
    try:
        import plan_runner
    except ImportError:
        raise SystemExit("plan_runner.py must lie beside this script to work off a plan; copy it, too")
    try:
        shard = plan_runner.parse_shard(options.shard)
    except argparse.ArgumentTypeError as error:
        parser.error(f"--shard: {error}")
    arguments = ["--device", options.device]
    command = plan_runner.runner_command(os.path.abspath(__file__), options.threads, arguments)
    sys.exit(plan_runner.work_off(options.plan, options.output, shard, command))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1, help="of one operator (default 1)")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--plan", help="what to measure, without a nas-search at the other end")
    parser.add_argument("--output", help="where the results of a plan go")
    parser.add_argument("--shard", default="1/1", help="I/N: a part of the plan")
    options = parser.parse_args()
    if not 1 <= options.threads <= 1024:
        parser.error("--threads: expected 1 to 1024")
    if (options.plan is None) != (options.output is None):
        parser.error("--plan and --output go together")
    if options.plan:
        work_off(parser, options)
    replies = private_output()
    try:
        runner = Runner(options.device, options.threads)
    except ImportError as error:
        raise SystemExit(f"{error}; pip install torch")
    handlers = {
        "describe": runner.describe,
        "load": runner.load,
        "load-operator": runner.load_operator,
        "measure": runner.measure,
    }
    try:
        serve(handlers, replies)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)


if __name__ == "__main__":
    main()
