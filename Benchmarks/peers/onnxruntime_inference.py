"""ONNX Runtime on the networks of `benchmarks inference`, as its peer in the same run.

    python -m venv venv && venv/bin/pip install onnx onnxruntime
    swift run -c release benchmarks inference --python venv/bin/python

Reads commands from standard input and answers each with a line of JSON:

    load CELL INPUT_SIZE WEIGHTS   the network of a cell, with the weights in WEIGHTS.txt and .f32
    output INPUT                   the classes' scores of the image in a file of float32
    run N                          the microseconds of N runs, after one that is not counted

One thread, ORT_ENABLE_ALL. Batch normalisation is a node of its own, which ONNX Runtime fuses into
the convolution before it; every operator is laid out, as the benchmark's own network is.
"""

import json
import re
import sys
import time

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

STAGES = [16, 32, 64]
CELLS = 5


def read_weights(path):
    """{name: array} from lines `name extent extent …` and the numbers one after another."""
    numbers = np.fromfile(path + ".f32", dtype="<f4")
    weights, at = {}, 0
    with open(path + ".txt") as file:
        for line in file:
            name, *shape = line.split()
            shape = [int(extent) for extent in shape]
            count = int(np.prod(shape))
            weights[name] = numbers[at : at + count].reshape(shape)
            at += count
    return weights


class Builder:
    """Nodes of an ONNX graph; every method returns the name of its result."""

    def __init__(self, weights):
        self.weights = weights
        self.nodes = []
        self.initializers = {}

    def parameter(self, name, value=None):
        if name not in self.initializers:
            value = self.weights[name] if value is None else value
            self.initializers[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, kind, *inputs, **attributes):
        result = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [result], **attributes))
        return result

    def convolution(self, x, name, stride=1):
        kernel = self.weights[f"{name}.weight"].shape[2]
        return self.node(
            "Conv", x, self.parameter(f"{name}.weight"), kernel_shape=[kernel] * 2,
            pads=[kernel // 2] * 4, strides=[stride] * 2)

    def normalization(self, x, name):
        parts = ["weight", "bias", "running_mean", "running_var"]
        return self.node(
            "BatchNormalization", x, *(self.parameter(f"{name}.{part}") for part in parts),
            epsilon=1e-5)

    def block(self, x, name, stride=1):
        """ReLU, convolution, normalisation."""
        x = self.convolution(self.node("Relu", x), f"{name}.1", stride)
        return self.normalization(x, f"{name}.2")

    def edge(self, operator, x, name):
        if operator == "none":
            return self.node("Mul", x, self.parameter("zero", np.zeros((), np.float32)))
        if operator == "skip_connect":
            return x
        if operator == "avg_pool_3x3":
            return self.node(
                "AveragePool", x, kernel_shape=[3, 3], pads=[1] * 4, strides=[1, 1],
                count_include_pad=0)
        return self.block(x, name)

    def add(self, terms):
        result = terms[0]
        for term in terms[1:]:
            result = self.node("Add", result, term)
        return result

    def cell(self, x, operators, name):
        nodes, edge = [x], 0
        for target in (1, 2, 3):
            terms = []
            for source in range(target):
                terms.append(
                    self.edge(operators[edge], nodes[source], f"{name}.layers.{edge}.op"))
                edge += 1
            nodes.append(self.add(terms))
        return nodes[3]

    def reduction(self, x, name):
        long = self.block(self.block(x, f"{name}.conv_a.op", 2), f"{name}.conv_b.op")
        pooled = self.node("AveragePool", x, kernel_shape=[2, 2], strides=[2, 2])
        return self.add([long, self.convolution(pooled, f"{name}.downsample.1")])


def network(cell, size, weights):
    operators = re.findall(r"\|?([a-z0-9_]+)~\d", cell)
    builder = Builder(weights)
    x = builder.normalization(builder.convolution("input", "stem.0"), "stem.1")
    module = 0
    for stage in range(len(STAGES)):
        if stage > 0:
            x = builder.reduction(x, f"cells.{module}")
            module += 1
        for _ in range(CELLS):
            x = builder.cell(x, operators, f"cells.{module}")
            module += 1
    x = builder.node("Relu", builder.normalization(x, "lastact.0"))
    x = builder.node("Flatten", builder.node("GlobalAveragePool", x))
    x = builder.node(
        "Gemm", x, builder.parameter("classifier.weight"), builder.parameter("classifier.bias"),
        transB=1)
    classes = len(weights["classifier.bias"])
    graph = helper.make_graph(
        builder.nodes, "network",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, size, size])],
        [helper.make_tensor_value_info(x, TensorProto.FLOAT, [1, classes])],
        list(builder.initializers.values()))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    onnx.checker.check_model(model)
    return model


class Session:
    def __init__(self, cell, size, weights):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        # Flushes nothing, logs nothing: the optimiser's warnings are not ours to show.
        options.log_severity_level = 3
        self.size = size
        self.session = onnxruntime.InferenceSession(
            network(cell, size, read_weights(weights)).SerializeToString(), options,
            providers=["CPUExecutionProvider"])
        self.image = np.random.default_rng(0).uniform(-1, 1, (1, 3, size, size)).astype("<f4")
        # Bound once: the run below copies nothing and looks nothing up.
        self.binding = self.session.io_binding()
        self.bind()

    def bind(self):
        value = onnxruntime.OrtValue.ortvalue_from_numpy(self.image)
        self.binding.bind_ortvalue_input("input", value)
        self.binding.bind_output(self.session.get_outputs()[0].name)

    def output(self, path):
        image = np.fromfile(path, dtype="<f4").reshape(self.image.shape)
        return self.session.run(None, {"input": image})[0][0].tolist()

    def run(self, count):
        run, session, binding = self.session.run_with_iobinding, self.session, self.binding
        run(binding)
        times = []
        for _ in range(count):
            start = time.perf_counter_ns()
            run(binding)
            times.append((time.perf_counter_ns() - start) / 1000)
        return times


def main():
    print(json.dumps({"version": onnxruntime.__version__}), flush=True)
    session = None
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "load":
            session = Session(arguments[0], int(arguments[1]), arguments[2])
            answer = {}
        elif command == "output":
            answer = {"output": session.output(arguments[0])}
        else:
            answer = {"microseconds": session.run(int(arguments[0]))}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
