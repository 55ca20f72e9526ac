import Architectures
import Networks

/// What is asked of a runner, one JSON object a line.
package enum RunnerRequest: Sendable, Hashable {
    /// Who are you?
    case describe
    /// Prepare this; `file` is for runners that take nothing else. Under a
    /// `handle` it stays beside what was loaded under others; without one it takes the place of what
    /// was loaded without one.
    case load(Workload, file: WorkloadFile?, handle: String? = nil)
    /// Run what was loaded: `warmup` runs that don't count, then `runs` that are timed one by one.
    case measure(warmup: Int, runs: Int)
    /// Run several loaded things, each run timed on its own, in an order of positions in `handles`.
    case interleave(handles: [String], order: [Int])
    /// End.
    case bye
}

extension RunnerRequest: Codable {
    private enum CodingKeys: String, CodingKey {
        case request, architecture, dataset, graph, batch, seed, channels, size, warmup, runs
        case onnx, litert, ncnn, handle, handles, order, space
        case operatorName = "operator"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .request) {
        case "describe": self = .describe
        case "bye": self = .bye
        case "measure" where container.contains(.handles):
            self = .interleave(
                handles: try container.decode([String].self, forKey: .handles),
                order: try container.decode([Int].self, forKey: .order))
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
                seed: try container.decodeIfPresent(UInt64.self, forKey: .seed) ?? 0,
                space: try container.decodeIfPresent(SpaceDefinition.self, forKey: .space))
            self = .load(
                .network(network), file: try Self.file(in: container),
                handle: try container.decodeIfPresent(String.self, forKey: .handle))
        case "load-operator":
            let kind = OperatorWorkload(
                name: try container.decode(String.self, forKey: .operatorName),
                channels: try container.decode(Int.self, forKey: .channels),
                size: try container.decode(Int.self, forKey: .size),
                batch: try container.decodeIfPresent(Int.self, forKey: .batch) ?? 1,
                seed: try container.decodeIfPresent(UInt64.self, forKey: .seed) ?? 0,
                space: try container.decodeIfPresent(SpaceDefinition.self, forKey: .space))
            self = .load(
                .operator(kind), file: try Self.file(in: container),
                handle: try container.decodeIfPresent(String.self, forKey: .handle))
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
        case .interleave(let handles, let order):
            try container.encode(handles, forKey: .handles)
            try container.encode(order, forKey: .order)
        case .load(.network(let network), let file, let handle):
            try container.encode(network.architecture, forKey: .architecture)
            try container.encode(network.dataset, forKey: .dataset)
            try container.encode(network.graph.rawValue, forKey: .graph)
            try container.encode(network.batch, forKey: .batch)
            try container.encode(network.seed, forKey: .seed)
            try container.encodeIfPresent(network.space, forKey: .space)
            try Self.encode(file, into: &container)
            try container.encodeIfPresent(handle, forKey: .handle)
        case .load(.operator(let kind), let file, let handle):
            try container.encode(kind.name, forKey: .operatorName)
            try container.encode(kind.channels, forKey: .channels)
            try container.encode(kind.size, forKey: .size)
            try container.encode(kind.batch, forKey: .batch)
            try container.encode(kind.seed, forKey: .seed)
            try container.encodeIfPresent(kind.space, forKey: .space)
            try Self.encode(file, into: &container)
            try container.encodeIfPresent(handle, forKey: .handle)
        }
    }

    /// The key under which a file of that kind stands.
    private static func key(of format: RunnerDescription.Input) -> CodingKeys? {
        CodingKeys(rawValue: format.rawValue)
    }

    private static let fileFormats: [RunnerDescription.Input] = [.onnx, .litert, .ncnn]

    private static func file(
        in container: KeyedDecodingContainer<CodingKeys>
    ) throws -> WorkloadFile? {
        for format in fileFormats {
            if let key = key(of: format),
                let path = try container.decodeIfPresent(String.self, forKey: key)
            {
                return WorkloadFile(format: format, path: path)
            }
        }
        return nil
    }

    private static func encode(
        _ file: WorkloadFile?, into container: inout KeyedEncodingContainer<CodingKeys>
    ) throws {
        guard let file, let key = key(of: file.format) else { return }
        try container.encode(file.path, forKey: key)
    }

    /// The request's name, which is that of the reply to it.
    var name: String {
        switch self {
        case .describe: "describe"
        case .load(.network, _, _): "load"
        case .load(.operator, _, _): "load-operator"
        case .measure, .interleave: "measure"
        case .bye: "bye"
        }
    }
}
