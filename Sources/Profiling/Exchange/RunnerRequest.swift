import Networks

/// What is asked of a runner, one JSON object a line.
package enum RunnerRequest: Sendable, Hashable {
    /// Who are you?
    case describe
    /// Prepare this; `onnx` is the path of its file, for runners that take nothing else.
    case load(Workload, onnx: String?)
    /// Run what was loaded: `warmup` runs that don't count, then `runs` that are timed one by one.
    case measure(warmup: Int, runs: Int)
    /// End.
    case bye
}

extension RunnerRequest: Codable {
    private enum CodingKeys: String, CodingKey {
        case request, architecture, dataset, graph, batch, seed, onnx, channels, size, warmup, runs
        case operatorName = "operator"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .request) {
        case "describe": self = .describe
        case "bye": self = .bye
        case "measure":
            self = .measure(
                warmup: try container.decodeIfPresent(Int.self, forKey: .warmup) ?? 0,
                runs: try container.decode(Int.self, forKey: .runs))
        case "load":
            let graph = try container.decodeIfPresent(String.self, forKey: .graph)
            guard let view = graph.map({ GraphView(rawValue: $0) }) ?? .asWritten else {
                throw DecodingError.dataCorruptedError(
                    forKey: .graph, in: container,
                    debugDescription: "expected as-written or pruned")
            }
            let network = NetworkWorkload(
                architecture: try container.decode(String.self, forKey: .architecture),
                dataset: try container.decode(String.self, forKey: .dataset), graph: view,
                batch: try container.decodeIfPresent(Int.self, forKey: .batch) ?? 1,
                seed: try container.decodeIfPresent(UInt64.self, forKey: .seed) ?? 0)
            self = .load(
                .network(network), onnx: try container.decodeIfPresent(String.self, forKey: .onnx))
        case "load-operator":
            let kind = OperatorWorkload(
                name: try container.decode(String.self, forKey: .operatorName),
                channels: try container.decode(Int.self, forKey: .channels),
                size: try container.decode(Int.self, forKey: .size),
                batch: try container.decodeIfPresent(Int.self, forKey: .batch) ?? 1,
                seed: try container.decodeIfPresent(UInt64.self, forKey: .seed) ?? 0)
            self = .load(
                .operator(kind), onnx: try container.decodeIfPresent(String.self, forKey: .onnx))
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .request, in: container,
                debugDescription: "unknown request '\(other)': expected describe, load, "
                    + "load-operator, measure or bye")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .request)
        switch self {
        case .describe, .bye: break
        case .measure(let warmup, let runs):
            try container.encode(warmup, forKey: .warmup)
            try container.encode(runs, forKey: .runs)
        case .load(.network(let network), let onnx):
            try container.encode(network.architecture, forKey: .architecture)
            try container.encode(network.dataset, forKey: .dataset)
            try container.encode(network.graph.rawValue, forKey: .graph)
            try container.encode(network.batch, forKey: .batch)
            try container.encode(network.seed, forKey: .seed)
            try container.encodeIfPresent(onnx, forKey: .onnx)
        case .load(.operator(let kind), let onnx):
            try container.encode(kind.name, forKey: .operatorName)
            try container.encode(kind.channels, forKey: .channels)
            try container.encode(kind.size, forKey: .size)
            try container.encode(kind.batch, forKey: .batch)
            try container.encode(kind.seed, forKey: .seed)
            try container.encodeIfPresent(onnx, forKey: .onnx)
        }
    }

    /// The request's name, which is that of the reply to it.
    var name: String {
        switch self {
        case .describe: "describe"
        case .load(.network, _): "load"
        case .load(.operator, _): "load-operator"
        case .measure: "measure"
        case .bye: "bye"
        }
    }
}
