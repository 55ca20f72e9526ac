#!/usr/bin/env python3
"""Checks the runners' scripts with Python's standard library alone: python3 check_runners.py

Stand-ins for torch, numpy, onnxruntime, openvino, LiteRT and ncnn are put on the path, so that what
is checked is the protocol, plans and resuming, not the runtimes. With --real, the installed torch is
used instead.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
from pathlib import Path

RUNNERS = Path(__file__).resolve().parents[2] / "Sources" / "Measuring" / "Runners"
CELL = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|"
REAL = "--real" in sys.argv

TORCH = """
import contextlib, os, time, types
print("a library that talks on standard output")
__version__ = os.environ.get("STUB_VERSION", "1.0")
class Module:
    def __init__(self, *parts, **options): self.parts = parts
    def eval(self): return self
    def to(self, device): return self
    def __call__(self, x): return self.forward(x)
    def forward(self, x):
        time.sleep(0.001)
        return x
class Value:
    def mul(self, factor): return self
    def to(self, device): return self
    def __add__(self, other): return self
class ModuleList(list):
    pass
class Sequential(Module):
    pass
def fail(*arguments, **options): raise MemoryError("no memory left")
nn = types.SimpleNamespace(Module=Module, ModuleList=ModuleList, Sequential=Sequential,
    Conv2d=Module, BatchNorm2d=Module, ReLU=Module, Identity=Module, AdaptiveAvgPool2d=Module,
    Flatten=Module, Linear=Module,
    AvgPool2d=fail if os.environ.get("STUB_FAIL") else Module)
cuda = types.SimpleNamespace(is_available=lambda: False)
backends = types.SimpleNamespace(cudnn=types.SimpleNamespace(),
    cuda=types.SimpleNamespace(matmul=types.SimpleNamespace()),
    mkldnn=types.SimpleNamespace(is_available=lambda: True))
set_num_threads = set_num_interop_threads = manual_seed = lambda number: None
randn = lambda *shape: Value()
inference_mode = contextlib.nullcontext
"""

NUMPY = """
import types
__version__ = "1.0"
float32 = float
class Generator:
    def standard_normal(self, shape, dtype): return shape
random = types.SimpleNamespace(default_rng=lambda seed: Generator())
"""

ONNXRUNTIME = """
import sys, types
__version__ = "1.0"
print("a library that talks on standard output")
get_available_providers = lambda: ["CPUExecutionProvider"]
set_default_logger_severity = lambda level: None
class SessionOptions: pass
ExecutionMode = types.SimpleNamespace(ORT_SEQUENTIAL=0)
GraphOptimizationLevel = types.SimpleNamespace(ORT_ENABLE_ALL=99)
OrtValue = types.SimpleNamespace(ortvalue_from_numpy=lambda values, device, number: values)
class Binding:
    def bind_ortvalue_input(self, name, value): pass
    def bind_output(self, name, device, number): pass
    def synchronize_outputs(self): pass
class InferenceSession:
    def __init__(self, path, options, providers):
        open(path).close()
        self.shape = ["N", 3, 32, 32] if "dynamic" in path else [1, 3, 32, 32]
    def get_providers(self): return ["CPUExecutionProvider"]
    def get_inputs(self):
        return [types.SimpleNamespace(name="image", type="tensor(float)", shape=self.shape)]
    def get_outputs(self): return [types.SimpleNamespace(name="logits")]
    def io_binding(self): return Binding()
    def run_with_iobinding(self, binding): pass
"""

OPENVINO = """
import types
__version__ = "1.0-build"
print("a library that talks on standard output")
get_version = lambda: __version__
Tensor = lambda values, shared_memory: values
class Extent:
    def __init__(self, length): self.length = length
    is_static = property(lambda self: self.length is not None)
    def get_length(self): return self.length
class Shape(list):
    is_dynamic = property(lambda self: not all(extent.is_static for extent in self))
class Input:
    def __init__(self, lengths): self.shape = Shape(map(Extent, lengths))
    def get_element_type(self): return types.SimpleNamespace(get_type_name=lambda: "f32")
    def get_partial_shape(self): return self.shape
class Model:
    def __init__(self, lengths): self.inputs = [Input(lengths)]
    def reshape(self, lengths): self.__init__(lengths)
class Request:
    def set_input_tensor(self, values): pass
    def infer(self, share_inputs, share_outputs): return {}
class Compiled:
    def __init__(self, settings): self.settings = settings
    def get_property(self, key): return min(self.settings[key], 2)
    def create_infer_request(self): return Request()
class Core:
    available_devices = ["CPU"]
    def get_property(self, device, key): return "a processor "
    def read_model(self, path):
        open(path).close()
        return Model([None if "dynamic" in path else 1, 3, 32, 32])
    def compile_model(self, model, device, settings):
        assert not model.inputs[0].shape.is_dynamic
        return Compiled(settings)
"""

LITERT = """
import numpy
print("a library that talks on standard output")
class Interpreter:
    def __init__(self, model_path, num_threads):
        open(model_path).close()
        self.shape = [1, 32, 32, 3]
        self.signature = [-1 if "dynamic" in model_path else 1, 32, 32, 3]
    def get_input_details(self):
        return [{"index": 0, "dtype": numpy.float32, "shape": self.shape,
                 "shape_signature": self.signature}]
    def resize_tensor_input(self, index, shape): self.shape = shape
    def allocate_tensors(self): pass
    def set_tensor(self, index, values): assert values == self.shape
    def invoke(self): pass
"""

NCNN = """
import os, types
__version__ = "1.0"
print("a library that talks on standard output")
class Mat:
    def __init__(self, values): self.values = values
    def clone(self): return self
class Extractor:
    def input(self, name, values): assert name == "image" and values.values == [3, 32, 32]
    def extract(self, name): return 0, None
class Net:
    def __init__(self): self.opt = types.SimpleNamespace()
    def load_param(self, path): return 0 if os.path.exists(path) else -1
    def load_model(self, path): return 0 if os.path.exists(path) else -1
    def input_names(self): return ["image"]
    def output_names(self): return ["logits"]
    def create_extractor(self):
        assert self.opt.use_fp16_arithmetic is False
        return Extractor()
"""

# What a file of a runtime is called, its key in requests, and what stands beside it.
FILES = {
    "onnxruntime": ("onnx", "onnx"), "openvino": ("onnx", "onnx"), "litert": ("tflite", "litert"),
    "ncnn": ("param", "ncnn"),
}


class RunnerCase(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        if not REAL:
            stand_ins = {
                "torch": TORCH, "numpy": NUMPY, "onnxruntime": ONNXRUNTIME, "openvino": OPENVINO,
                "ncnn": NCNN, "ai_edge_litert/interpreter": LITERT,
                "ai_edge_litert/__init__": "",
            }
            (self.folder / "ai_edge_litert").mkdir()
            package = self.folder / "ai_edge_litert-1.0.dist-info"
            package.mkdir()
            (package / "METADATA").write_text("Name: ai-edge-litert\nVersion: 1.0\n")
            for name, source in stand_ins.items():
                (self.folder / f"{name}.py").write_text(textwrap.dedent(source))

    def command(self, script, *arguments, **environment):
        variables = {**os.environ, **environment, "PYTHONDONTWRITEBYTECODE": "1"}
        if not REAL:
            variables["PYTHONPATH"] = str(self.folder)
        return {
            "args": [sys.executable, str(RUNNERS / script), *map(str, arguments)],
            "env": variables,
        }

    def talk(self, script, *requests, arguments=(), **environment):
        """Replies to requests, which are objects or raw lines."""
        lines = [r if isinstance(r, bytes) else json.dumps(r).encode() for r in requests]
        outcome = subprocess.run(
            **self.command(script, *arguments, **environment), input=b"\n".join(lines) + b"\n",
            capture_output=True, timeout=300,
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        return [json.loads(line) for line in outcome.stdout.splitlines()]


class ProtocolTests(RunnerCase):
    LOAD = {
        "request": "load", "architecture": CELL, "dataset": "cifar10", "graph": "as-written",
        "batch": 1, "seed": 0,
    }

    def test_pytorch_answers_every_request_once(self):
        operator = {
            "request": "load-operator", "operator": "none", "channels": 16, "size": 32,
            "batch": 1, "seed": 0,
        }
        replies = self.talk(
            "pytorch_runner.py", {"request": "describe"}, self.LOAD,
            {"request": "measure", "warmup": 2, "runs": 3}, operator,
            {"request": "measure", "warmup": 0, "runs": 5}, {"request": "bye"},
            {"request": "describe"},
        )
        self.assertEqual(
            [reply["reply"] for reply in replies],
            ["describe", "load", "measure", "load-operator", "measure"],
        )
        description = replies[0]
        self.assertEqual(description["protocol"], 1)
        self.assertEqual(description["accepts"], ["architecture"])
        self.assertEqual(description["threads"], 1)
        self.assertEqual([len(replies[i]["milliseconds"]) for i in (2, 4)], [3, 5])
        self.assertTrue(all(value > 0 for value in replies[2]["milliseconds"]))

    def test_errors_are_answered_and_survived(self):
        bad = [
            b"garbage", b"", b"\xff\xfe", b"[1, 2]", b'{"request": 7}', b"x" * 3_000_000,
            b"[" * 100_000,
            {"request": "fly"}, {"request": "measure", "warmup": 1, "runs": 1},
            {**self.LOAD, "architecture": "|none~0|"}, {**self.LOAD, "graph": "folded"},
            {**self.LOAD, "batch": True}, {**self.LOAD, "dataset": ["cifar10"]},
        ]
        replies = self.talk("pytorch_runner.py", *bad, {"request": "describe"})
        self.assertEqual([r["reply"] for r in replies], ["error"] * len(bad) + ["describe"])
        self.assertTrue(all(reply["message"] for reply in replies[:-1]))

    def test_a_failed_load_leaves_nothing_to_measure(self):
        replies = self.talk(
            "pytorch_runner.py", self.LOAD, {**self.LOAD, "seed": -1},
            {"request": "measure", "warmup": 0, "runs": 1},
        )
        self.assertEqual([r["reply"] for r in replies], ["load", "error", "error"])

    def test_networks_run_in_turns(self):
        other = {**self.LOAD, "handle": "b", "architecture": CELL.replace("none", "skip_connect")}
        turns = {"request": "measure", "handles": ["a", "b"], "order": [0, 1, 1, 0, 1]}
        bad = [
            {**turns, "handles": ["a", "c"]}, {**turns, "handles": "a"}, {**turns, "order": []},
            {**turns, "order": [2]}, {**turns, "order": [-1]}, {**turns, "order": [True]},
            {**self.LOAD, "handle": 7}, {"request": "measure", "warmup": 0, "runs": 1},
        ]
        replies = self.talk(
            "pytorch_runner.py", {"request": "describe"}, {**self.LOAD, "handle": "a"}, other,
            turns, *bad, turns,
        )
        self.assertEqual(replies[0]["features"], ["interleave", "spaces"])
        self.assertEqual(
            [reply["reply"] for reply in replies[1:]],
            ["load", "load", "measure"] + ["error"] * len(bad) + ["measure"],
        )
        self.assertEqual([len(replies[i]["milliseconds"]) for i in (3, -1)], [5, 5])
        more = [{**self.LOAD, "handle": str(number)} for number in range(17)]
        self.assertEqual(
            [reply["reply"] for reply in self.talk("pytorch_runner.py", *more)],
            ["load"] * 16 + ["error"],
        )

    @unittest.skipIf(REAL, "needs no runtime")
    def test_files_run_in_turns(self):
        for name in FILES:
            with self.subTest(name):
                load = self.load_of(name, "a", 1)
                replies = self.talk(
                    f"{name}_runner.py", {"request": "describe"}, {**load, "handle": "a"},
                    {**load, "handle": "b"},
                    {"request": "measure", "handles": ["a", "b"], "order": [1, 0, 0]},
                )
                self.assertEqual(replies[0]["features"], ["interleave"])
                self.assertEqual(len(replies[-1]["milliseconds"]), 3)

    @unittest.skipIf(REAL, "needs no runtime")
    def test_the_file_that_is_given_is_timed(self):
        for name in FILES:
            with self.subTest(name):
                self.check_files(name)

    def load_of(self, name, stem, batch):
        """A request to load a file of a runtime, which is there unless it's called missing."""
        ending, key = FILES[name]
        path = self.folder / f"{stem}.{ending}"
        if stem != "missing":
            path.write_text("7767517\n1 1\nInput image 0 1 image 0=32 1=32 2=3\n")
            path.with_suffix(".bin").touch()
        return {"request": "load", key: str(path), "batch": batch, "seed": 0}

    def check_files(self, name):
        def load(stem, batch):
            return self.load_of(name, stem, batch)

        # ncnn takes one image at a time.
        many = 1 if name == "ncnn" else 2
        measure = {"request": "measure", "warmup": 1, "runs": 4}
        replies = self.talk(
            f"{name}_runner.py", {"request": "describe"}, load("fixed", 1), measure,
            load("fixed", 2), measure, load("dynamic", many), measure, load("missing", 1),
            {**load("fixed", 1), "request": "load-operator"}, measure,
        )
        self.assertEqual(
            [reply["reply"] for reply in replies],
            ["describe", "load", "measure", "error", "error", "load", "measure", "error",
             "load-operator", "measure"],
        )
        self.assertEqual(replies[0]["name"], name)
        self.assertEqual(replies[0]["accepts"], [FILES[name][1]])
        self.assertEqual(len(replies[-1]["milliseconds"]), 4)

    @unittest.skipIf(REAL, "needs no runtime")
    def test_other_threads_than_asked_for_are_not_timed(self):
        (self.folder / "fixed.onnx").touch()
        load = {"request": "load", "onnx": str(self.folder / "fixed.onnx"), "batch": 1, "seed": 0}
        for threads, answer in (("2", "load"), ("3", "error")):
            (reply,) = self.talk("openvino_runner.py", load, arguments=("--threads", threads))
            self.assertEqual(reply["reply"], answer)


class BenchmarkTextTests(unittest.TestCase):
    """What native benchmarks print on a phone, as adb_runner.py reads it: a start a run."""

    OLDER = """STARTING!
Min num runs: [1]
Graph: [/data/local/tmp/network.tflite]
Loaded model /data/local/tmp/network.tflite
resolved reporter
Initialized session in 9.9ms
Running benchmark for at least 1 iterations and at least 0.5 seconds
count=7 first=2425 curr=6709 min=6709 max=2425 avg=7605.9 std=944

Running benchmark for at least 1 iterations and at least 0 seconds
count=1 curr=6700

Average inference timings in us: Warmup: 7605.9, Init: 9933, no stats: 6700
"""
    NEWER = """INFO: STARTING!
INFO: Log parameter values verbosely: [0]
INFO: Graph: [/data/local/tmp/network.tflite]
INFO: Loaded model /data/local/tmp/network.tflite
INFO: Created TensorFlow Lite XNNPACK delegate for CPU.
INFO: The input model file size (MB): 0.4
INFO: Initialized session in 1.7ms.
INFO: count=1 curr=249042

INFO: count=1 curr=250889

INFO: Inference timings in us: Init: 1700, First inference: 249042, Warmup (avg): 2.49042e+05, Inference (avg): 2.50889e+05
INFO: Note: as the benchmark tool itself affects memory footprint, the following is only APPROXIMATE
"""
    NCNN = """loop_count = 1
num_threads = 1
             network  min =    5.21  max =    5.60  avg =    5.33
"""

    def times(self, kind, text):
        sys.path.insert(0, str(RUNNERS))
        sys.dont_write_bytecode = True
        import adb_runner

        runner = adb_runner.Runner.__new__(adb_runner.Runner)
        runner.format = kind
        # As the phone's shell is asked to print: a word before every start.
        return runner.times("".join("STARTING!\n" + part for part in text))

    def test_a_time_a_start(self):
        self.assertEqual(self.times("litert", [self.OLDER] * 3), [6.7] * 3)
        self.assertEqual(self.times("litert", [self.NEWER, self.OLDER]), [250.889, 6.7])
        self.assertEqual(self.times("ncnn", [self.NCNN] * 2), [5.33] * 2)

    def test_what_fails_has_none(self):
        cut = self.NEWER.partition("INFO: Inference")[0]
        broken = self.NEWER.replace("2.50889e+05", "nan")
        missing = "ERROR: Failed to load model network.tflite\nERROR: Benchmarking failed.\n"
        self.assertEqual(self.times("litert", [cut, broken, missing, self.OLDER]), [6.7])
        self.assertEqual(self.times("ncnn", ["fopen network.param failed\n"]), [])


class CellTests(unittest.TestCase):
    def test_live_edges(self):
        sys.path.insert(0, str(RUNNERS))
        import pytorch_runner

        cases = {
            # 0→1→2→3 and 0→3 are paths.
            CELL: [True, False, True, True, False, True],
            # Node 1 leads nowhere, and nothing arrives at node 2.
            "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|avg_pool_3x3~2|":
                [False, False, False, True, False, False],
            "|none~0|+|none~0|skip_connect~1|+|none~0|none~1|none~2|": [False] * 6,
        }
        for cell, expected in cases.items():
            space = pytorch_runner.space_of({})
            self.assertEqual(space.edges, [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)])
            self.assertEqual(space.live(space.cell(cell)), expected)

    def test_another_space(self):
        sys.path.insert(0, str(RUNNERS))
        import pytorch_runner

        definition = {
            "operators": [
                {"name": "pass", "layer": "identity"},
                {"name": "wide", "layer": "convolution", "kernel": 5},
                {"name": "nothing", "layer": "zero"},
            ],
            "edges": [[0, 1], [0, 2], [1, 3], [2, 3], [0, 4], [3, 4]],
            "stem": {"kernel": 3, "channels": 8},
            "stages": [{"channels": 8, "cells": 1}, {"channels": 16, "cells": 1}],
            "datasets": [{"name": "toy", "inputChannels": 1, "inputSize": 8, "classes": 3}],
        }
        space = pytorch_runner.space_of({"space": definition})
        cell = "|pass~0|+|nothing~0|+|wide~1|pass~2|+|nothing~0|pass~3|"
        self.assertEqual(space.live(space.cell(cell)), [True, False, True, False, False, True])
        for broken in (
            None, [], {}, {**definition, "edges": []}, {**definition, "stages": [{}]},
            {**definition, "stem": {"kernel": 0, "channels": -1}},
            {**definition, "operators": [{"name": "a", "layer": "magic"}]},
        ):
            with self.assertRaises(ValueError):
                pytorch_runner.space_of({"space": broken})
        for text in (CELL, cell + "|", "", None, cell.replace("wide", "deep")):
            with self.assertRaises(ValueError):
                space.cell(text)


class PlanTests(RunnerCase):
    COUNT = 4 if REAL else 120

    def write_plan(self, name="plan.jsonl", seed=0, **more):
        settings = {
            **more,
            "plan": 1, "device": "a-machine", "dataset": "imagenet16-120", "graph": "pruned",
            "batch": 1, "seed": seed, "warmup": 1, "runs": 3,
        }
        items = [{"index": index, "architecture": CELL} for index in range(self.COUNT)]
        items.append({"operator": "avg_pool_3x3", "channels": 16, "size": 32, "runs": 5})
        path = self.folder / name
        path.write_text("".join(json.dumps(entry) + "\n" for entry in [settings, *items]))
        return path

    def run_plan(self, plan, output, *arguments, **environment):
        return subprocess.run(
            **self.command(
                "pytorch_runner.py", "--plan", plan, "--output", output, *arguments, **environment
            ),
            capture_output=True, text=True, timeout=300,
        )

    def read(self, path):
        return [json.loads(line) for line in path.read_text().splitlines()]

    def items(self, path):
        """What names the items of a results file, without references."""
        return [
            entry.get("index", entry.get("operator"))
            for entry in self.read(path)[1:] if not entry.get("reference")
        ]

    def test_a_plan_becomes_results(self):
        plan, output = self.write_plan(), self.folder / "results.jsonl"
        outcome = self.run_plan(plan, output)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        lines = self.read(output)
        self.assertEqual(lines[0]["results"], 1)
        self.assertEqual(lines[0]["device"], "a-machine")
        self.assertEqual(lines[0]["describe"]["name"], "pytorch")
        self.assertEqual(self.items(output), [*range(self.COUNT), "avg_pool_3x3"])
        self.assertEqual(len(lines[-2]["milliseconds"]), 5)
        self.assertEqual(len(lines[2]["milliseconds"]), 3)
        # Before items 0, 50 and 100, and at the end.
        references = [entry for entry in lines if entry.get("reference")]
        self.assertEqual(len(references), 2 + self.COUNT // 50)
        self.assertTrue(all(entry["index"] == 0 for entry in references))
        before = output.read_bytes()
        self.assertEqual(self.run_plan(plan, output).returncode, 0)
        self.assertEqual(output.read_bytes(), before)

    def test_a_plan_with_references_lets_every_item_take_turns(self):
        plan = self.write_plan(references=[CELL, CELL])
        output = self.folder / "results.jsonl"
        outcome = self.run_plan(plan, output)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        lines = self.read(output)[1:]
        self.assertEqual(len(lines), self.COUNT + 1)
        self.assertFalse(any(line.get("reference") for line in lines))
        for line in lines:
            runs = 5 if "operator" in line else 3
            self.assertEqual(len(line["milliseconds"]), runs)
            self.assertEqual(len(line["reference_milliseconds"]), 2 * runs)
            order, every = line["order"], line["every"]
            self.assertEqual(len(order), 3 * runs)
            self.assertEqual(len(every), 3 * len(order))
            for turn in range(runs):
                slots = range(3 * turn, 3 * turn + 3)
                self.assertEqual({order[slot] for slot in slots}, {0, 1, 2})
                counted = {order[slot]: min(every[3 * slot + 1:3 * slot + 3]) for slot in slots}
                self.assertEqual(line["milliseconds"][turn], counted[2])
                self.assertEqual(
                    line["reference_milliseconds"][2 * turn:2 * turn + 2], [counted[0], counted[1]])

    @unittest.skipIf(REAL, "timed for the stand-in")
    def test_killed_runs_resume_with_nothing_lost_and_nothing_twice(self):
        plan, output = self.write_plan(), self.folder / "results.jsonl"
        command = self.command("pytorch_runner.py", "--plan", plan, "--output", output)
        for lines in (10, 40, 80):
            process = subprocess.Popen(
                **command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while not output.exists() or output.read_bytes().count(b"\n") < lines:
                self.assertIsNone(process.poll())
                time.sleep(0.005)
            process.send_signal(signal.SIGKILL)
            process.wait()
            kept = output.read_bytes()
            output.write_bytes(kept + b'{"index": 119, "archi')
        outcome = self.run_plan(plan, output)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertIn("torn", outcome.stderr)
        self.assertEqual(self.items(output), [*range(self.COUNT), "avg_pool_3x3"])
        self.assertTrue(output.read_bytes().startswith(kept))

    def test_shards_are_the_plan(self):
        plan = self.write_plan()
        found = []
        for number in (1, 2, 3):
            output = self.folder / f"results-{number}.jsonl"
            self.assertEqual(self.run_plan(plan, output, "--shard", f"{number}/3").returncode, 0)
            found += self.items(output)
        self.assertEqual(
            sorted(map(str, found)), sorted(map(str, [*range(self.COUNT), "avg_pool_3x3"])))

    def test_other_plans_files_and_devices_are_refused(self):
        plan, output = self.write_plan(), self.folder / "results.jsonl"
        self.run_plan(plan, output)
        before = output.read_bytes()
        other = self.run_plan(self.write_plan("other.jsonl", seed=1), output)
        self.assertEqual(other.returncode, 1)
        self.assertIn("another plan", other.stderr)
        threads = self.run_plan(plan, output, "--threads", "2")
        self.assertEqual(threads.returncode, 1)
        self.assertIn("threads", threads.stderr)
        if not REAL:
            version = self.run_plan(plan, output, STUB_VERSION="2.0")
            self.assertEqual(version.returncode, 1)
            self.assertIn("runtime", version.stderr)
        self.assertEqual(output.read_bytes(), before)
        for text in ("a diary\nof two lines, the last torn", "a diary", "{}\n"):
            foreign = self.folder / "diary.txt"
            foreign.write_text(text)
            self.assertEqual(self.run_plan(plan, foreign).returncode, 1)
            self.assertEqual(foreign.read_text(), text)

    def test_bad_plans_are_refused_with_their_line(self):
        good = self.write_plan().read_text().splitlines()
        for number, line in ((1, '{"plan": 2}'), (1, good[0][:-1] + ', "references": ["x"]}'), (2, "{"), (3, '{"index": 1}'), (3, good[1])):
            lines = list(good)
            lines[number - 1] = line
            plan = self.folder / "bad.jsonl"
            plan.write_text("\n".join(lines) + "\n")
            output = self.folder / "none.jsonl"
            outcome = self.run_plan(plan, output)
            self.assertEqual(outcome.returncode, 1)
            self.assertIn(f"line {number}", outcome.stderr)
            self.assertFalse(output.exists())

    @unittest.skipIf(REAL, "needs a runtime that fails")
    def test_items_that_fail_are_recorded_and_tried_again(self):
        plan, output = self.write_plan(), self.folder / "results.jsonl"
        outcome = self.run_plan(plan, output, STUB_FAIL="1")
        self.assertEqual(outcome.returncode, 1)
        entries = [entry for entry in self.read(output)[1:] if not entry.get("reference")]
        self.assertTrue(all("no memory left" in entry["error"] for entry in entries))
        self.assertEqual(len(entries), self.COUNT + 1)
        self.assertEqual(self.run_plan(plan, output).returncode, 0)
        done = [entry for entry in self.read(output)[1:] if "milliseconds" in entry]
        self.assertEqual(
            len([entry for entry in done if not entry.get("reference")]), self.COUNT + 1)


class FolderTests(RunnerCase):
    """A plan with networks as files, worked off by the script that lies beside it."""

    COUNT = 12

    def write_folder(self, runner="litert", **settings):
        ending, key = FILES[runner]
        folder = self.folder / f"for-{runner}"
        for name in ("networks", "operators", "references"):
            (folder / name).mkdir(parents=True)
        header = {
            "plan": 1, "device": "a-phone", "dataset": "cifar10", "graph": "as-written",
            "batch": 1, "seed": 0, "warmup": 1, "runs": 3, "format": key, "references": [CELL],
            "reference_files": [f"references/r.{ending}"], **settings,
        }
        items = [
            {"index": index, "architecture": CELL, "file": f"networks/{index}.{ending}"}
            for index in range(self.COUNT)
        ]
        items.append({
            "operator": "none", "channels": 3, "size": 32, "runs": 5,
            "file": f"operators/none.{ending}",
        })
        for file in [item["file"] for item in items] + header["reference_files"]:
            (folder / file).write_text("7767517\n1 1\nInput image 0 1 image 0=32 1=32 2=3\n")
            (folder / file).with_suffix(".bin").touch()
        lines = [json.dumps(entry) + "\n" for entry in [header, *items]]
        (folder / "plan.jsonl").write_text("".join(lines))
        for script in ("plan_runner.py", "runner_protocol.py", f"{runner}_runner.py"):
            (folder / script).write_bytes((RUNNERS / script).read_bytes())
        return folder

    def work_off(self, folder, *arguments, **environment):
        command = self.command("plan_runner.py", *arguments, **environment)
        command["args"][1] = str(folder / "plan_runner.py")
        return subprocess.run(**command, capture_output=True, text=True, timeout=300)

    def read(self, folder):
        return [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]

    @unittest.skipIf(REAL, "needs no runtime")
    def test_a_folder_needs_nothing_but_the_package(self):
        for runner, (_, key) in FILES.items():
            with self.subTest(runner):
                folder = self.write_folder(runner)
                outcome = self.work_off(folder)
                self.assertEqual(outcome.returncode, 0, outcome.stderr)
                lines = self.read(folder)
                self.assertEqual(lines[0]["describe"]["accepts"], [key])
                self.assertEqual(len(lines), 1 + self.COUNT + 1)
                for line in lines[1:]:
                    runs = 5 if "operator" in line else 3
                    self.assertEqual(len(line["milliseconds"]), runs)
                    self.assertEqual(len(line["reference_milliseconds"]), runs)
                before = (folder / "results.jsonl").read_bytes()
                self.assertEqual(self.work_off(folder).returncode, 0)
                self.assertEqual((folder / "results.jsonl").read_bytes(), before)

    @unittest.skipIf(REAL, "needs a runtime that dies")
    def test_a_runner_that_dies_costs_a_network(self):
        folder = self.write_folder()
        script = folder / "litert_runner.py"
        dying = 'if path.endswith("/4.tflite"): __import__("os")._exit(9)'
        marked = "        interpreter = self.interpreter("
        source = script.read_text()
        self.assertIn(marked, source)
        script.write_text(source.replace(marked, f"        {dying}\n{marked}", 1))
        outcome = self.work_off(folder)
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("1 items failed", outcome.stderr)
        lines = self.read(folder)[1:]
        self.assertEqual([line.get("index") for line in lines if "error" in line], [4])
        self.assertIn("status 9", next(line for line in lines if "error" in line)["error"])
        script.write_text(source)
        self.assertEqual(self.work_off(folder).returncode, 0)
        done = [line.get("index", line.get("operator")) for line in self.read(folder)[1:]
                if "milliseconds" in line]
        self.assertEqual(sorted(map(str, done)), sorted(map(str, [*range(self.COUNT), "none"])))

    @unittest.skipIf(REAL, "needs no runtime")
    def test_what_is_missing_is_said(self):
        folder = self.write_folder()
        (folder / "networks" / "3.tflite").unlink()
        outcome = self.work_off(folder)
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("line 5: networks/3.tflite: there is no such file", outcome.stderr)
        self.assertFalse((folder / "results.jsonl").exists())
        (self.folder / "ai_edge_litert" / "interpreter.py").write_text("import nowhere")
        (folder / "networks" / "3.tflite").touch()
        outcome = self.work_off(folder)
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("pip install ai-edge-litert", outcome.stderr)
        (folder / "litert_runner.py").unlink()
        self.assertIn("found none", self.work_off(folder).stderr)

    @unittest.skipIf(REAL, "needs no runtime")
    def test_a_file_is_one_of_the_folder(self):
        for name in ("../plan.jsonl", "/etc/passwd", "networks//0.tflite", "a\\b", 7):
            with self.subTest(name):
                folder = self.write_folder()
                lines = (folder / "plan.jsonl").read_text().splitlines()
                lines[1] = json.dumps({"index": 0, "architecture": CELL, "file": name})
                (folder / "plan.jsonl").write_text("\n".join(lines) + "\n")
                outcome = self.work_off(folder)
                self.assertEqual(outcome.returncode, 1)
                self.assertIn("line 2", outcome.stderr)
                shutil.rmtree(folder)


class NativeTests(unittest.TestCase):
    """The shell scripts around native benchmarks, with stand-ins for these."""

    def test_texts_are_kept_and_the_rest_goes_on(self):
        says = "echo \"$*\"; echo 'x  min = 1.00  max = 3.00  avg = 2.00'"
        for script, ending in (("native_litert.sh", ".tflite"), ("native_ncnn.sh", ".ncnn.param")):
            with self.subTest(script), tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                (folder / "networks").mkdir()
                for network in ("a", "b", "c"):
                    (folder / "networks" / f"{network}{ending}").write_text(
                        "7767517\n1 1\nInput image 0 1 image 0=32 1=16 2=3\n")
                (folder / script).write_bytes((RUNNERS / script).read_bytes())
                program = folder / "benchmark"
                program.write_text(
                    f'#!/bin/sh\n{says}\ncase "$*" in *networks/b*) exit 3;; esac\n')
                program.chmod(0o755)

                def run():
                    return subprocess.run(
                        ["sh", f"{folder.name}/{script}", f"./{folder.name}/benchmark"],
                        cwd=folder.parent, capture_output=True, text=True, timeout=60)

                outcome = run()
                self.assertEqual(outcome.returncode, 1, outcome.stderr)
                texts = sorted(path.name for path in (folder / "native").glob("[!.]*"))
                self.assertEqual(texts, ["a.txt", "c.txt"])
                if script == "native_ncnn.sh":
                    self.assertIn("shape=[32,16,3]", (folder / "native" / "a.txt").read_text())
                program.write_text(f"#!/bin/sh\n{says}\n")
                outcome = run()
                self.assertEqual((outcome.returncode, outcome.stdout), (0, "b\n"))


if __name__ == "__main__":
    unittest.main(argv=[word for word in sys.argv if word != "--real"])
