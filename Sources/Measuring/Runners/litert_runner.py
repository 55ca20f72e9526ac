#!/usr/bin/env python3
"""Times LiteRT (TensorFlow Lite) files on the CPU for nas-search, which starts it and talks to it.

    pip install ai-edge-litert
    python3 litert_runner.py [--threads N]

It talks as runner_protocol.py beside it says; networks and operators are files under `litert`. Inputs
are random by the seed and stay where they are, as outputs do; every run is timed on its own with a
monotonic clock. The runtime's own choice of kernels counts (XNNPACK where it is built with it).
"""

import runner_protocol
from runner_protocol import batch_of, path_of, seed_of


class Runner(runner_protocol.Runner):
    """Interpreters of LiteRT."""

    def __init__(self, threads):
        import numpy
        from ai_edge_litert.interpreter import Interpreter

        super().__init__()
        self.numpy, self.interpreter, self.threads = numpy, Interpreter, threads

    def description(self):
        from importlib.metadata import version

        facts = runner_protocol.system_facts(numpy=self.numpy.__version__)
        return {
            "name": "litert",
            "runtime": f"LiteRT {version('ai-edge-litert')} CPU",
            "hardware": facts["processor"],
            "threads": self.threads,
            "accepts": ["litert"],
            "facts": facts,
        }

    def prepare(self, request):
        path, batch, seed = path_of(request, "litert"), batch_of(request), seed_of(request)
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
        return interpreter.invoke


if __name__ == "__main__":
    options = runner_protocol.argument_parser(__doc__).parse_args()
    runner_protocol.main(lambda: Runner(options.threads), package="ai-edge-litert")
