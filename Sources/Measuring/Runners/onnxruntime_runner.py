#!/usr/bin/env python3
"""Times ONNX files in ONNX Runtime for nas-search, which starts it and talks to it.

    pip install onnxruntime            (or onnxruntime-gpu)
    python3 onnxruntime_runner.py [--threads N] [--provider cpu|cuda]

It talks as runner_protocol.py beside it says; networks and operators are files under `onnx`. Inputs
are random by the seed and lie on the device, outputs stay there; every run is timed on its own with a
monotonic clock, on a GPU from idle to idle.
"""

import subprocess

import runner_protocol
from runner_protocol import batch_of, path_of, seed_of


def gpu_facts():
    """Name and driver of the first GPU."""
    command = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader", "-i", "0"]
    output = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout
    name, _, driver = output.strip().partition(", ")
    return name, driver


class Runner(runner_protocol.Runner):
    """Sessions of ONNX Runtime."""

    def __init__(self, provider, threads):
        import numpy
        import onnxruntime

        super().__init__()
        self.numpy, self.onnxruntime = numpy, onnxruntime
        self.threads, self.device = threads, provider
        self.provider = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}[provider]
        available = onnxruntime.get_available_providers()
        if self.provider not in available:
            raise SystemExit(
                f"this onnxruntime has no {self.provider}, only {', '.join(available)}"
                + ("; install onnxruntime-gpu" if provider == "cuda" else "")
            )
        onnxruntime.set_default_logger_severity(3)

    def description(self):
        facts = runner_protocol.system_facts(
            numpy=self.numpy.__version__, graph_optimization="all"
        )
        hardware = facts["processor"]
        if self.device == "cuda":
            hardware, facts["driver"] = gpu_facts()
        return {
            "name": "onnxruntime",
            "runtime": f"ONNX Runtime {self.onnxruntime.__version__} {self.provider}",
            "hardware": hardware,
            "kind": "gpu" if self.device == "cuda" else "cpu",
            "threads": self.threads,
            "accepts": ["onnx"],
            "facts": facts,
        }

    def prepare(self, request):
        path, batch, seed = path_of(request, "onnx"), batch_of(request), seed_of(request)
        options = self.onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.execution_mode = self.onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.graph_optimization_level = self.onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        session = self.onnxruntime.InferenceSession(path, options, providers=[self.provider])
        if session.get_providers()[0] != self.provider:
            raise RuntimeError(f"{self.provider} could not be started; see standard error")
        (source,) = session.get_inputs()
        if source.type != "tensor(float)":
            raise ValueError(f"{path} takes {source.type}, not tensor(float)")
        shape = [extent if isinstance(extent, int) else batch for extent in source.shape]
        if shape[0] != batch:
            raise ValueError(f"{path} takes a batch of {shape[0]}, not {batch}")
        values = self.numpy.random.default_rng(seed).standard_normal(shape, dtype="float32")
        binding = session.io_binding()
        binding.bind_ortvalue_input(
            source.name, self.onnxruntime.OrtValue.ortvalue_from_numpy(values, self.device, 0)
        )
        for output in session.get_outputs():
            binding.bind_output(output.name, self.device, 0)
        session.run_with_iobinding(binding)

        def run():
            session.run_with_iobinding(binding)
            binding.synchronize_outputs()

        return run


if __name__ == "__main__":
    parser = runner_protocol.argument_parser(__doc__)
    parser.add_argument("--provider", choices=["cpu", "cuda"], default="cpu")
    options = parser.parse_args()
    runner_protocol.main(
        lambda: Runner(options.provider, options.threads), package="onnxruntime"
    )
