#!/usr/bin/env python3
"""Times networks of a space of cells in PyTorch, eagerly, for nas-search. It needs torch alone.

As a child process of nas-search, which talks to it as runner_protocol.py beside it says:

    python3 pytorch_runner.py [--threads N] [--device cpu|cuda]

On a machine of its own, from a plan that `nas-search measure --plan` wrote, with plan_runner.py beside
it, which says more:

    python3 pytorch_runner.py --plan plan.jsonl --output results.jsonl [--shard I/N] …

A network is named by `architecture`, `dataset` and `graph`, an operator by `operator`, `channels` and
`size`; `space` is the definition of their space, without which they are of NAS-Bench-201. Weights and inputs are random by the seed. A graph `as-written` runs every operator of the cell
in the order of its string, also those without effect; `pruned` runs those on a path from the cell's
input to its output. Every run is timed on its own with a monotonic clock, on a GPU from idle to idle;
nothing is compiled or fused.
"""

import argparse
import os
import sys

import runner_protocol
from runner_protocol import batch_of, choice, integer, seed_of

# The space of requests that name none.
NASBENCH201 = {
    "name": "nasbench201",
    "operators": [
        {"name": "none", "layer": "zero"},
        {"name": "skip_connect", "layer": "identity"},
        {"name": "nor_conv_1x1", "layer": "convolution", "kernel": 1},
        {"name": "nor_conv_3x3", "layer": "convolution", "kernel": 3},
        {"name": "avg_pool_3x3", "layer": "average-pooling", "kernel": 3},
    ],
    "edges": [[0, 1], [0, 2], [1, 2], [0, 3], [1, 3], [2, 3]],
    "stem": {"kernel": 3, "channels": 16},
    "stages": [
        {"channels": 16, "cells": 5}, {"channels": 32, "cells": 5}, {"channels": 64, "cells": 5},
    ],
    "datasets": [
        {"name": "cifar10", "inputChannels": 3, "inputSize": 32, "classes": 10},
        {"name": "cifar100", "inputChannels": 3, "inputSize": 32, "classes": 100},
        {"name": "imagenet16-120", "inputChannels": 3, "inputSize": 16, "classes": 120},
    ],
}
WINDOWED = ("convolution", "average-pooling")
LAYERS = ("zero", "identity", *WINDOWED)
# Far above what nas-search allows.
LARGEST = 65_536


# Spaces and cells


class Space:
    """What a request says of the space of its cells."""

    def __init__(self, definition):
        try:
            self.layers = {
                operator["name"]: (operator["layer"], operator.get("kernel"))
                for operator in definition["operators"]
            }
            self.edges = [(source, target) for source, target in definition["edges"]]
            self.stem = (definition["stem"]["kernel"], definition["stem"]["channels"])
            self.stages = [(stage["channels"], stage["cells"]) for stage in definition["stages"]]
            self.datasets = {
                dataset["name"]: (
                    dataset["inputChannels"], dataset["inputSize"], dataset["classes"])
                for dataset in definition["datasets"]
            }
            numbers = [
                *self.stem, *(number for stage in self.stages for number in stage),
                *(number for numbers in self.datasets.values() for number in numbers),
                *(kernel for layer, kernel in self.layers.values() if layer in WINDOWED),
            ]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"space: not a definition: {type(error).__name__}: {error}")
        if not all(type(number) is int and 0 < number <= 1_000_000 for number in numbers):
            raise ValueError("space: expected positive whole numbers")
        if not self.stages or not self.edges:
            raise ValueError("space: no stages or no edges")
        for name, (layer, _) in self.layers.items():
            if layer not in LAYERS:
                raise ValueError(f"space: {name}: expected a layer among {', '.join(LAYERS)}")
        self.nodes = max(target for _, target in self.edges) + 1

    def is_zero(self, name):
        return self.layers[name][0] == "zero"

    def cell(self, architecture):
        """The operators of a cell's string, an edge each."""
        if not isinstance(architecture, str):
            raise ValueError("architecture: expected a string such as |none~0|+|none~0|none~1|+…")
        names = [term.partition("~")[0] for term in architecture.replace("+", "").split("|") if term]
        if len(names) != len(self.edges) or self.text(names) != architecture:
            raise ValueError(f"architecture: {architecture!r} is not a cell of this space")
        for name in names:
            if name not in self.layers:
                raise ValueError(f"architecture: unknown operator {name!r}")
        return names

    def text(self, names):
        """The string of a cell."""
        groups = {}
        for name, (source, target) in zip(names, self.edges):
            groups.setdefault(target, []).append(f"{name}~{source}")
        return "+".join(f"|{'|'.join(terms)}|" for terms in groups.values())

    def live(self, names):
        """Whether each edge lies on a path without zeros from the input to the output."""
        from_input, to_output = {0}, {self.nodes - 1}
        carrying = [
            (source, target, not self.is_zero(name))
            for name, (source, target) in zip(names, self.edges)
        ]
        for source, target, carries in carrying:
            if carries and source in from_input:
                from_input.add(target)
        for source, target, carries in reversed(carrying):
            if carries and target in to_output:
                to_output.add(source)
        return [
            carries and source in from_input and target in to_output
            for source, target, carries in carrying
        ]


def space_of(request):
    """The space that a request names."""
    return Space(request.get("space", NASBENCH201))


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

    def operator(space, name, channels):
        layer, kernel = space.layers[name]
        if layer == "zero":
            return Zero()
        if layer == "identity":
            return nn.Identity()
        if layer == "average-pooling":
            return nn.AvgPool2d(kernel, stride=1, padding=kernel // 2, count_include_pad=False)
        return convolution(channels, channels, kernel)

    class Cell(nn.Module):
        def __init__(self, space, names, present, channels):
            super().__init__()
            kept = [
                (edge, name) for edge, name, here in zip(space.edges, names, present) if here
            ]
            self.layers = nn.ModuleList(operator(space, name, channels) for _, name in kept)
            # For every node: the numbers of the layers that lead to it, with their sources.
            self.nodes = [
                [(i, source) for i, ((source, target), _) in enumerate(kept) if target == node]
                for node in range(1, space.nodes)
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

    def network(space, names, graph, dataset):
        image_channels, _, classes = space.datasets[dataset]
        present = space.live(names) if graph == "pruned" else [True] * len(names)
        kernel, channels = space.stem
        layers = [
            nn.Conv2d(image_channels, channels, kernel, padding=kernel // 2, bias=False),
            nn.BatchNorm2d(channels),
        ]
        for stage, (width, count) in enumerate(space.stages):
            if stage > 0:
                layers.append(ResidualBlock(channels, width))
            layers += [Cell(space, names, present, width) for _ in range(count)]
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
            "features": ["interleave", "spaces"],
            "facts": facts,
        }

    def prepare(self, request):
        space = space_of(request)
        names = space.cell(request.get("architecture"))
        graph = choice(request, "graph", ("as-written", "pruned"))
        dataset = choice(request, "dataset", tuple(space.datasets))
        channels, size, _ = space.datasets[dataset]
        return self.built(
            request, channels, size, lambda: self.build_network(space, names, graph, dataset))

    def prepare_operator(self, request):
        space = space_of(request)
        name = choice(request, "operator", tuple(space.layers))
        channels = integer(request, "channels", 1, LARGEST)
        size = integer(request, "size", 1, LARGEST)
        return self.built(
            request, channels, size, lambda: self.build_operator(space, name, channels))

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
