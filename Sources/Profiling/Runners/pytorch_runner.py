#!/usr/bin/env python3
"""Times networks of NAS-Bench-201 in PyTorch, eagerly, for nas-search. It needs torch alone.

As a child process of nas-search, which talks to it as runner_protocol.py beside it says:

    python3 pytorch_runner.py [--threads N] [--device cpu|cuda]

On a machine of its own, from a plan that `nas-search measure --plan` wrote, with plan_runner.py beside
it, which says more:

    python3 pytorch_runner.py --plan plan.jsonl --output results.jsonl [--shard I/N] …

A network is named by `architecture`, `dataset` and `graph`, an operator by `operator`, `channels` and
`size`. Weights and inputs are random by the seed. A graph `as-written` runs every operator of the cell
in the order of its string, also those without effect; `pruned` runs those on a path from the cell's
input to its output. Every run is timed on its own with a monotonic clock, on a GPU from idle to idle;
nothing is compiled or fused.
"""

import argparse
import os
import sys

import runner_protocol
from runner_protocol import batch_of, choice, integer, seed_of

OPERATORS = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
STAGES = ((16, 5), (32, 5), (64, 5))
# Channels and size of an image, classes.
DATASETS = {"cifar10": (3, 32, 10), "cifar100": (3, 32, 100), "imagenet16-120": (3, 16, 120)}


# Cells


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


class Runner(runner_protocol.Runner):
    """Networks in eager PyTorch."""

    def __init__(self, device, threads):
        import torch

        super().__init__()
        self.torch, self.device, self.threads = torch, device, threads
        if device == "cuda" and not torch.cuda.is_available():
            raise SystemExit("this torch sees no CUDA device")
        torch.set_num_threads(threads)
        torch.set_num_interop_threads(1)
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cuda.matmul.allow_tf32 = False
        self.build_network, self.build_operator = build_modules(torch)

    def description(self):
        torch = self.torch
        facts = runner_protocol.system_facts(tf32="off", execution="eager")
        runtime = f"PyTorch {torch.__version__} {self.device}"
        if self.device == "cuda":
            hardware = torch.cuda.get_device_name(0)
            facts["cuda"] = str(torch.version.cuda)
            facts["cudnn"] = str(torch.backends.cudnn.version())
        else:
            hardware = facts["processor"]
            facts["mkldnn"] = "on" if torch.backends.mkldnn.is_available() else "off"
        return {
            "name": "pytorch",
            "runtime": runtime,
            "hardware": hardware,
            "kind": "gpu" if self.device == "cuda" else "cpu",
            "threads": self.threads,
            "accepts": ["architecture"],
            "facts": facts,
        }

    def prepare(self, request):
        edges = parse_cell(request.get("architecture"))
        graph = choice(request, "graph", ("as-written", "pruned"))
        dataset = choice(request, "dataset", tuple(DATASETS))
        channels, size, _ = DATASETS[dataset]
        return self.built(
            request, channels, size, lambda: self.build_network(edges, graph, dataset))

    def prepare_operator(self, request):
        name = choice(request, "operator", OPERATORS)
        channels = integer(request, "channels", 1, 65_536)
        size = integer(request, "size", 1, 65_536)
        return self.built(request, channels, size, lambda: self.build_operator(name, channels))

    def built(self, request, channels, size, build):
        """A module and its input, after one run."""
        torch = self.torch
        batch = batch_of(request)
        torch.manual_seed(seed_of(request, most=2**63 - 1))
        module = build().eval().to(self.device)
        image = torch.randn(batch, channels, size, size).to(self.device)

        def run():
            module(image)
            self.synchronize()

        with torch.inference_mode():
            run()
        return run

    def time(self, runs, order):
        with self.torch.inference_mode():
            return super().time(runs, order)

    def synchronize(self):
        if self.device == "cuda":
            self.torch.cuda.synchronize()


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
    parser = runner_protocol.argument_parser(__doc__)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--plan", help="what to measure, without a nas-search at the other end")
    parser.add_argument("--output", help="where the results of a plan go")
    parser.add_argument("--shard", default="1/1", help="I/N: a part of the plan")
    options = parser.parse_args()
    if (options.plan is None) != (options.output is None):
        parser.error("--plan and --output go together")
    if options.plan:
        work_off(parser, options)
    runner_protocol.main(lambda: Runner(options.device, options.threads), package="torch")


if __name__ == "__main__":
    main()
