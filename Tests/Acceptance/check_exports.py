#!/usr/bin/env python3
"""Checks a folder of exported networks against independent software.

    .ci/install-checks
    nas-search export 9930 284 --dataset cifar10 --format onnx,litert,ncnn,pytorch,json \\
        --output exported
    .build/acceptance/bin/python Tests/Acceptance/check_exports.py exported

For every .onnx file: onnx.checker (full) accepts it; ONNX Runtime runs it; its output equals, to
1e-4 of the output's scale, that of the exported PyTorch file and that of a network which this
script builds itself from the architecture string and the weights of the safetensors file. Files
for LiteRT (.tflite) and ncnn (.ncnn.param) beside it give the same in their runtimes. Every
.json file follows the schema that `nas-search export --schema` prints (--schema FILE).
"""

import argparse
import importlib.util
import json
import struct
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F

TOLERANCE = 1e-4
STAGES = [(16, 5), (32, 5), (64, 5)]
INPUTS = {"cifar10": (3, 32, 10), "cifar100": (3, 32, 100), "imagenet16-120": (3, 16, 120)}


def read_safetensors(path):
    """The tensors and the metadata of a safetensors file."""
    data = path.read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors, metadata


class IndependentNetwork:
    """NAS-Bench-201's network, written from the paper on functions alone."""

    def __init__(self, architecture, weights):
        self.weights = weights
        self.nodes = [
            [tuple(term.split("~")) for term in group.strip("|").split("|")]
            for group in architecture.split("+")
        ]

    def normalize(self, x, name):
        part = {
            key: self.weights[f"{name}.{key}"]
            for key in ("running_mean", "running_var", "weight", "bias")
        }
        return F.batch_norm(
            x, part["running_mean"], part["running_var"], part["weight"], part["bias"], eps=1e-5
        )

    def convolve(self, x, name, stride=1):
        kernel = self.weights[f"{name}.1.weight"]
        x = F.conv2d(F.relu(x), kernel, stride=stride, padding=kernel.shape[-1] // 2)
        return self.normalize(x, f"{name}.2")

    def cell(self, x, name):
        values, edge = [x], 0
        for terms in self.nodes:
            total = torch.zeros_like(x)
            for operator, source in terms:
                value = values[int(source)]
                if operator.startswith("nor_conv"):
                    # Weights of edges without effect are absent where the graph was pruned.
                    if f"{name}.layers.{edge}.op.1.weight" in self.weights:
                        total = total + self.convolve(value, f"{name}.layers.{edge}.op")
                elif operator == "skip_connect":
                    total = total + value
                elif operator == "avg_pool_3x3":
                    total = total + F.avg_pool2d(value, 3, 1, 1, count_include_pad=False)
                elif operator != "none":
                    raise ValueError(operator)
                edge += 1
            values.append(total)
        return values[-1]

    def __call__(self, x):
        x = F.conv2d(x, self.weights["stem.0.weight"], padding=1)
        x = self.normalize(x, "stem.1")
        module = 0
        for stage, (_, count) in enumerate(STAGES):
            if stage > 0:
                name = f"cells.{module}"
                main = self.convolve(x, f"{name}.conv_a.op", stride=2)
                main = self.convolve(main, f"{name}.conv_b.op")
                x = main + F.conv2d(F.avg_pool2d(x, 2), self.weights[f"{name}.downsample.1.weight"])
                module += 1
            for _ in range(count):
                x = self.cell(x, f"cells.{module}")
                module += 1
        x = F.relu(self.normalize(x, "lastact.0")).mean(dim=(2, 3))
        return F.linear(x, self.weights["classifier.weight"], self.weights["classifier.bias"])


def load_module(path):
    """An exported PyTorch file as a module."""
    specification = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def difference(output, reference):
    """The largest difference as a fraction of the reference's largest magnitude."""
    if output.shape != reference.shape:
        raise ValueError(f"shape {output.shape}, expected {reference.shape}")
    return float(np.abs(output - reference).max() / max(np.abs(reference).max(), 1e-30))


def run_litert(path, images):
    """The output of a LiteRT file for images with their channels first."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path), num_threads=1)
    (source,) = interpreter.get_input_details()
    images = np.ascontiguousarray(images.transpose(0, 2, 3, 1))
    interpreter.resize_tensor_input(source["index"], images.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(source["index"], images)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def run_ncnn(path, images):
    """The output of ncnn's two files, in 32-bit floats throughout."""
    import ncnn

    network = ncnn.Net()
    network.opt.num_threads = 1
    for option in ("packed", "storage", "arithmetic"):
        setattr(network.opt, f"use_fp16_{option}", False)
    network.opt.use_bf16_storage = False
    if network.load_param(str(path)) or network.load_model(str(path.with_suffix(".bin"))):
        raise ValueError("ncnn doesn't load it")
    outputs = []
    for image in images:
        extractor = network.create_extractor()
        extractor.input("image", ncnn.Mat(np.ascontiguousarray(image)).clone())
        status, output = extractor.extract("logits")
        if status:
            raise ValueError(f"ncnn's status {status}")
        outputs.append(np.array(output))
    return np.stack(outputs)


# What stands beside a .onnx file for another runtime, and how it is run there.
OTHERS = {".tflite": run_litert, ".ncnn.param": run_ncnn}


def check_network(path, generator):
    """Differences from the exported PyTorch file, from the independent network, and by runtime of
    what stands beside it."""
    model = onnx.load(str(path))
    onnx.checker.check_model(model, full_check=True)
    facts = {entry.key: entry.value for entry in model.metadata_props}
    (opset,) = ((entry.domain, entry.version) for entry in model.opset_import)
    if opset[0] != "" or not 9 <= opset[1] <= 21:
        raise ValueError(f"operator set {opset}, not one from 9 to 21")
    if model.producer_name != "nas-search" or not model.producer_version:
        raise ValueError("it doesn't say which program wrote it")
    channels, size, classes = INPUTS[facts["dataset"]]
    batch = model.graph.input[0].type.tensor_type.shape.dim[0]
    sizes = [batch.dim_value] if batch.HasField("dim_value") else [1, 3]
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(path), settings, providers=["CPUExecutionProvider"]
    )
    module = load_module(path.with_name(path.stem.replace("-", "_") + ".py"))
    weights, header = read_safetensors(path.with_name(path.stem.replace("-", "_") + ".safetensors"))
    if header != facts:
        raise ValueError("ONNX and safetensors metadata differ")
    exported = module.load()
    independent = IndependentNetwork(facts["architecture"], weights)
    others = {
        suffix: path.with_name(path.stem + suffix)
        for suffix in OTHERS
        if path.with_name(path.stem + suffix).exists()
    }
    worst = {name: 0.0 for name in ("exported", "independent", *others)}
    for count in sizes:
        image = generator.standard_normal((count, channels, size, size)).astype(np.float32)
        (output,) = session.run(None, {"image": image})
        if output.shape != (count, classes) or not np.isfinite(output).all():
            raise ValueError(f"output {output.shape} is not finite logits of {classes} classes")
        with torch.inference_mode():
            results = {
                "exported": exported(torch.from_numpy(image)).numpy(),
                "independent": independent(torch.from_numpy(image)).numpy(),
            }
        results |= {suffix: OTHERS[suffix](file, image) for suffix, file in others.items()}
        for name, result in results.items():
            worst[name] = max(worst[name], difference(output, result))
    return worst, facts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--schema", type=Path, help="what `nas-search export --schema` printed")
    options = parser.parse_args()
    torch.set_num_threads(1)
    generator = np.random.default_rng(0)
    networks = sorted(options.folder.glob("*.onnx"))
    if not networks:
        sys.exit(f"{options.folder} has no .onnx file")
    failures, worst, kinds = 0, {}, {}
    for path in networks:
        try:
            found, facts = check_network(path, generator)
        except Exception as error:  # one bad file must not hide the others
            print(f"{path.name}: {type(error).__name__}: {error}")
            failures += 1
            continue
        kind = f"{facts['dataset']} {facts['graph']}"
        kinds[kind] = kinds.get(kind, 0) + 1
        for name, value in found.items():
            worst.setdefault(name, []).append(value)
        if max(found.values()) > TOLERANCE:
            print(f"{path.name}: " + ", ".join(f"{n} differs by {v:.1e}" for n, v in found.items()))
            failures += 1
    documents = sorted(options.folder.glob("*.json"))
    if options.schema:
        import jsonschema

        validator = jsonschema.Draft202012Validator(json.loads(options.schema.read_text()))
        for path in documents:
            for error in validator.iter_errors(json.loads(path.read_text())):
                print(f"{path.name}: {error.message}")
                failures += 1
        print(f"{len(documents)} JSON files checked against the schema")
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    print(
        f"{len(networks)} ONNX files ({counts}); onnx {onnx.__version__}, ONNX Runtime "
        f"{onnxruntime.__version__}, torch {torch.__version__}"
    )
    for name, values in worst.items():
        print(
            f"largest difference of ONNX Runtime's output from {name} in {len(values)} networks, of "
            f"its scale: {max(values):.1e} (tolerance {TOLERANCE:.0e})"
        )
    print(f"{failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
