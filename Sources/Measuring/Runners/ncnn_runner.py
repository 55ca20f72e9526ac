#!/usr/bin/env python3
"""Times ncnn's files on the CPU for nas-search, which starts it and talks to it.

    pip install ncnn
    python3 ncnn_runner.py [--threads N]

It talks as runner_protocol.py beside it says. The path under `ncnn` is that of the layers' text; the
numbers lie beside it with the ending `.bin`. Inputs are random by the seed; every run is timed on its
own with a monotonic clock, all of it in 32-bit floating point: elsewhere ncnn would compute in 16 bits
where the processor can.
"""

import os

import runner_protocol
from runner_protocol import integer, path_of, seed_of


class Runner(runner_protocol.Runner):
    """Networks of ncnn."""

    def __init__(self, threads):
        import ncnn
        import numpy

        super().__init__()
        self.numpy, self.ncnn, self.threads = numpy, ncnn, threads

    def description(self):
        facts = runner_protocol.system_facts(numpy=self.numpy.__version__)
        return {
            "name": "ncnn",
            "runtime": f"ncnn {self.ncnn.__version__} CPU",
            "hardware": facts["processor"],
            "threads": self.threads,
            "accepts": ["ncnn"],
            "facts": facts,
        }

    def prepare(self, request):
        path, seed = path_of(request, "ncnn"), seed_of(request)
        integer(request, "batch", 1, 1)
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
        return run

    def shape(self, path):
        """The input's channels, height and width, as the first layer's settings state them."""
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                words = line.split()
                if words[:1] == ["Input"]:
                    sizes = dict(word.split("=") for word in words if "=" in word)
                    return [int(sizes[key]) for key in ("2", "1", "0")]
        raise ValueError(f"{path}: no layer of the kind Input with its size")


if __name__ == "__main__":
    options = runner_protocol.argument_parser(__doc__).parse_args()
    runner_protocol.main(lambda: Runner(options.threads), package="ncnn")
