#!/usr/bin/env python3
"""Times ONNX files in OpenVINO on the CPU for nas-search, which starts it and talks to it.

    pip install openvino
    python3 openvino_runner.py [--threads N]

It talks as runner_protocol.py beside it says; networks and operators are files under `onnx`. Inputs
are random by the seed. A network is compiled for latency: one stream, one request at a time, all of it
in 32-bit floating point. Every run is timed on its own with a monotonic clock, from a request's start
to its end, without copies of input or output.
"""

import platform

import runner_protocol
from runner_protocol import batch_of, path_of, seed_of


class Runner(runner_protocol.Runner):
    """Compiled models of OpenVINO."""

    def __init__(self, threads):
        import numpy
        import openvino

        super().__init__()
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

    def description(self):
        return {
            "name": "openvino",
            "runtime": f"OpenVINO {self.openvino.__version__.partition('-')[0]} CPU",
            "hardware": str(self.core.get_property("CPU", "FULL_DEVICE_NAME")).strip(),
            "threads": self.threads,
            "accepts": ["onnx"],
            "facts": {
                "python": platform.python_version(),
                "numpy": self.numpy.__version__,
                "system": f"{platform.system()} {platform.release()}",
                "build": self.openvino.get_version(),
                "execution": "latency hint, 1 stream, 1 request",
            },
        }

    def prepare(self, request):
        path, batch, seed = path_of(request, "onnx"), batch_of(request), seed_of(request)
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

        return run

    def check(self, compiled):
        """Fails where the runtime took other settings than asked for: they would be timed."""
        for key in ("INFERENCE_NUM_THREADS", "NUM_STREAMS"):
            found = int(compiled.get_property(key))
            if found != self.settings[key]:
                raise RuntimeError(f"OpenVINO took {key} {found}, not {self.settings[key]}; ask for "
                                   "no more threads than there are cores")


if __name__ == "__main__":
    options = runner_protocol.argument_parser(__doc__).parse_args()
    runner_protocol.main(lambda: Runner(options.threads), package="openvino")
