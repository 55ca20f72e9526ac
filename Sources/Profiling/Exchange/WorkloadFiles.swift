import Architectures
import FileSystem
import Foundation
import ModelExport
import Networks

/// ONNX files for runners that take nothing else, in a folder that is removed with this object.
package final class WorkloadFiles {
    private let space: SearchSpace
    private let folder: ScratchFolder

    /// Makes the folder.
    /// - Throws: An error of the file system.
    package init(space: SearchSpace) throws {
        self.space = space
        folder = try ScratchFolder(prefix: "nas-search-onnx")
    }

    /// Writes the file of a workload, in place of the one before of that name.
    /// - Returns: Its path.
    /// - Throws: ``WorkloadError`` or an error of the file system.
    package func write(_ workload: Workload, as name: String = "workload") throws -> String {
        try folder.write(model(of: workload).encoded(), to: "\(name).onnx")
        return folder.path("\(name).onnx")
    }

    private func model(of workload: Workload) throws -> ONNXModel {
        switch workload {
        case .network(let description):
            let network = try description.network(in: space)
            return ONNXModel(
                network: network, weights: NetworkWeights(for: network, seed: description.seed),
                batch: .fixed(description.batch))
        case .operator(let description):
            return ONNXModel(
                operator: try description.kind(in: space),
                shape: TensorShape(channels: description.channels, size: description.size),
                batch: .fixed(description.batch), seed: description.seed)
        }
    }
}

/// What is wrong with a description of what is to be run.
package enum WorkloadError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The space has no such data set.
    case unknownDataset(String, known: [String])
    /// The space has no such operator.
    case unknownOperator(String, known: [String])
    /// A batch, a size or a number of channels is not positive.
    case notPositive

    /// One line for the user.
    package var description: String {
        switch self {
        case .unknownDataset(let name, let known):
            "unknown data set '\(name)': expected \(known.joined(separator: ", "))"
        case .unknownOperator(let name, let known):
            "unknown operator '\(name)': expected \(known.joined(separator: ", "))"
        case .notPositive: "batch, channels and size must be positive"
        }
    }
}

extension NetworkWorkload {
    /// Lays out the network.
    /// - Throws: ``WorkloadError``, or ``SearchSpaceError`` for a string that is none of the space.
    package func network(in space: SearchSpace) throws -> Network {
        guard let dataset = space.dataset(named: dataset) else {
            throw WorkloadError.unknownDataset(
                dataset, known: space.definition.datasets.map(\.name))
        }
        guard batch > 0 else { throw WorkloadError.notPositive }
        return Network(
            try space.architecture(string: architecture), in: space, for: dataset, view: graph)
    }
}

extension OperatorWorkload {
    /// The operator of that name.
    /// - Throws: ``WorkloadError``.
    package func kind(in space: SearchSpace) throws(WorkloadError) -> Operator {
        guard batch > 0, channels > 0, size > 0 else { throw .notPositive }
        guard let kind = space.operators.first(where: { $0.name == name }) else {
            throw .unknownOperator(name, known: space.operators.map(\.name))
        }
        return kind
    }
}
