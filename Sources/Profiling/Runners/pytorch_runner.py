#!/usr/bin/env python3
"""Times networks of NAS-Bench-201 in PyTorch, eagerly, for nas-search. It needs torch alone.

As a child process of nas-search, which talks to it over standard input and output:

    python3 pytorch_runner.py [--threads N] [--device cpu|cuda]

On a machine of its own, from a plan that `nas-search measure --plan` wrote:

    python3 pytorch_runner.py --plan plan.jsonl --output results.jsonl [--shard I/N] …

The second appends to the results file, a line an item, written through to the disk; after a kill
at any moment the same command goes on where it stopped. It refuses to go on with another plan, or
on other hardware, runtime or settings. Shards I = 1 … N take every N-th item, into a file each.
`nas-search data import results.jsonl` takes the files in.

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
import datetime
import gc
import hashlib
import json
import os
import platform
import random
import sys
import time

try:
    import fcntl
except ImportError:  # not on this system: two processes on one file are not noticed
    fcntl = None

PROTOCOL = 1
LARGEST_REQUEST = 1 << 20
MOST_RUNS = 1_000_000
MOST_HANDLES = 16
REFERENCE_INTERVAL = 50
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


# Plans


class Plan:
    """What a plan file asks for: settings, and items that are networks or operators."""

    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.items = []
        keys = set()
        for number, line in enumerate(data.splitlines(), start=1):
            try:
                entry = json.loads(line)
                if not isinstance(entry, dict):
                    raise ValueError("expected a JSON object")
                if number == 1:
                    self.check_settings(entry)
                    continue
                key = self.check_item(entry)
                if key in keys:
                    raise ValueError("the same item as before")
                keys.add(key)
                self.items.append((key, entry))
            except ValueError as error:
                raise SystemExit(f"{path}, line {number}: {error}")
        if not self.items:
            raise SystemExit(f"{path}: a plan without items")
        # The same order on every machine: what it is matters less than that it varies.
        self.random = random.Random(0)
        self.reference = next((entry for _, entry in self.items if "operator" not in entry), None)

    def check_settings(self, entry):
        if entry.get("plan") != 1:
            raise ValueError('not a plan that this script reads: expected "plan": 1')
        if not isinstance(entry.get("device"), str):
            raise ValueError("device: expected a name")
        choice(entry, "dataset", tuple(DATASETS))
        choice(entry, "graph", ("as-written", "pruned"))
        integer(entry, "batch", 1, 65_536)
        integer(entry, "seed", 0, 2**63 - 1)
        integer(entry, "warmup", 0, MOST_RUNS)
        integer(entry, "runs", 1, MOST_RUNS)
        references = entry.get("references", [])
        if not isinstance(references, list) or len(references) >= MOST_HANDLES:
            raise ValueError(f"references: expected a list of fewer than {MOST_HANDLES} cells")
        for cell in references:
            parse_cell(cell)
        self.references, self.settings = references, entry

    def check_item(self, entry):
        if "runs" in entry:
            integer(entry, "runs", 1, MOST_RUNS)
        if "operator" in entry:
            choice(entry, "operator", OPERATORS)
            integer(entry, "channels", 1, 65_536)
            integer(entry, "size", 1, 65_536)
        else:
            integer(entry, "index", 0, 2**63 - 1)
            parse_cell(entry.get("architecture"))
        return key_of(entry)

    def measure(self, entry, runner):
        """Milliseconds of an item's runs, and of the references' beside them where it has some."""
        request = {**self.settings, **entry}
        load = runner.load_operator if "operator" in entry else runner.load
        if not self.references:
            load(request)
            return runner.measure(request)
        handles = [f"reference {number}" for number in range(1, len(self.references) + 1)]
        for handle, cell in zip(handles, self.references):
            if handle not in runner.loaded:
                runner.load({**self.settings, "architecture": cell, "handle": handle})
        handles.append("network")
        load({**request, "handle": "network"})
        turns = [
            position
            for _ in range(request["warmup"] + request["runs"])
            for position in self.random.sample(range(len(handles)), len(handles))
        ]
        # Each runs three times, and the faster of the last two counts: the first finds the caches as
        # another left them.
        order = [position for position in turns for _ in range(3)]
        every = runner.measure({"handles": handles, "order": order})["milliseconds"]
        times = [min(pair) for pair in zip(every[1::3], every[2::3])]
        width = len(handles)
        counted = []
        for turn in range(request["warmup"], request["warmup"] + request["runs"]):
            part = slice(turn * width, (turn + 1) * width)
            counted.append([time for _, time in sorted(zip(turns[part], times[part]))])
        return {
            "milliseconds": [row[-1] for row in counted],
            "reference_milliseconds": [time for row in counted for time in row[:-1]],
        }


def names_of(entry):
    """What names an item in the results."""
    keys = ("operator", "channels", "size") if "operator" in entry else ("index", "architecture")
    return {key: entry.get(key) for key in keys}


def key_of(entry):
    return tuple(names_of(entry).values())


class Results:
    """A results file that grows by whole lines."""

    def __init__(self, path, plan, description):
        self.path = path
        self.file = open(path, "a+b")
        if fcntl is not None:
            try:
                fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise SystemExit(f"{path}: another process is writing to it")
        self.file.seek(0)
        data = self.file.read()
        whole = data.rfind(b"\n") + 1
        self.done = set()
        if whole:
            self.read(data[:whole].splitlines(), plan, description)
        elif not data.startswith(b'{"results"'[: len(data)]):
            raise SystemExit(f"{path}: not a results file; name another with --output")
        if whole < len(data):
            print(f"{path}: the last line was torn and is measured again", file=sys.stderr)
            self.file.truncate(whole)
        if not whole:
            self.append(
                {
                    "results": 1,
                    "device": plan.settings["device"],
                    "plan_sha256": plan.sha256,
                    "describe": description,
                    "started": datetime.datetime.now(datetime.timezone.utc).isoformat(
                        timespec="seconds"
                    ),
                }
            )

    def read(self, lines, plan, description):
        for number, line in enumerate(lines, start=1):
            try:
                entry = json.loads(line)
            except ValueError:
                entry = None
            if not isinstance(entry, dict) or (number == 1) != (entry.get("results") == 1):
                raise SystemExit(
                    f"{self.path}, line {number}: not a line of results; name another file with "
                    "--output"
                )
            if number == 1:
                self.check(entry, plan, description)
            elif "milliseconds" in entry and not entry.get("reference"):
                self.done.add(key_of(entry))

    def check(self, header, plan, description):
        if header.get("plan_sha256") != plan.sha256:
            raise SystemExit(f"{self.path} is of another plan; name another file with --output")
        before = header.get("describe")
        for key, value in description.items():
            found = before.get(key) if isinstance(before, dict) else None
            if key != "facts" and found != value:
                raise SystemExit(
                    f"{self.path} was measured with {key} {found!r}, but here it is {value!r}: "
                    "another device; name another file with --output"
                )

    def append(self, entry):
        self.file.write((json.dumps(entry) + "\n").encode())
        self.file.flush()
        os.fsync(self.file.fileno())


class Progress:
    """How far it is, on standard error: in place on a terminal, else now and then."""

    def __init__(self, total):
        self.total, self.start, self.shown = total, time.monotonic(), 0.0
        self.terminal = sys.stderr.isatty()

    def update(self, done):
        now = time.monotonic()
        if done < self.total and now - self.shown < (0.2 if self.terminal else 30):
            return
        self.shown = now
        each = (now - self.start) / max(done, 1)
        left = datetime.timedelta(seconds=round(each * (self.total - done)))
        line = f"{done} of {self.total}, {each:.2f} s each, {left} left"
        end = "\n" if not self.terminal or done == self.total else ""
        print(f"\r\x1b[K{line}" if self.terminal else line, end=end, file=sys.stderr, flush=True)


def run_plan(plan, results, runner, shard):
    """Measures what is left of a plan; without references that run in turns with every item, a network
    to see drift by before, every 50 items, and after."""
    number, count = shard
    mine = plan.items[number - 1 :: count]
    left = [entry for key, entry in mine if key not in results.done]
    print(f"{len(mine)} items, {len(mine) - len(left)} of them done", file=sys.stderr)
    progress = Progress(len(left))
    failures = 0

    def record(names, entry):
        try:
            results.append({**names, **plan.measure(entry, runner)})
            return True
        except (OSError, KeyboardInterrupt):
            raise
        except Exception as error:  # one network that fails must not end the others
            message = f"{type(error).__name__}: {error}"[:2000]
            results.append({**names, "error": message})
            return False

    def reference():
        if plan.reference is not None and not plan.references:
            record({"reference": True, **names_of(plan.reference)}, plan.reference)

    for position, entry in enumerate(left):
        if position % REFERENCE_INTERVAL == 0:
            reference()
        if not record(names_of(entry), entry):
            failures += 1
        progress.update(position + 1)
    if left:
        reference()
    if failures:
        print(f"{failures} items failed; the same command tries them again", file=sys.stderr)
    return failures


def parse_shard(text):
    number, _, count = text.partition("/")
    if not (number.isdigit() and count.isdigit() and 1 <= int(number) <= int(count)):
        raise argparse.ArgumentTypeError("expected I/N with I from 1 to N")
    return int(number), int(count)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1, help="of one operator (default 1)")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--plan", help="what to measure, without a nas-search at the other end")
    parser.add_argument("--output", help="where the results of a plan go")
    parser.add_argument("--shard", type=parse_shard, default=(1, 1), help="I/N: a part of the plan")
    options = parser.parse_args()
    if not 1 <= options.threads <= 1024:
        parser.error("--threads: expected 1 to 1024")
    if (options.plan is None) != (options.output is None):
        parser.error("--plan and --output go together")
    replies = None if options.plan else private_output()
    try:
        plan = Plan(options.plan) if options.plan else None
        runner = Runner(options.device, options.threads)
        if plan:
            results = Results(options.output, plan, runner.describe())
            sys.exit(1 if run_plan(plan, results, runner, options.shard) else 0)
    except ImportError as error:
        raise SystemExit(f"{error}; pip install torch")
    except OSError as error:
        raise SystemExit(f"{error}; what was measured before is kept")
    except KeyboardInterrupt:
        print("\ninterrupted; what was measured is kept, the same command goes on", file=sys.stderr)
        sys.exit(130)
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
