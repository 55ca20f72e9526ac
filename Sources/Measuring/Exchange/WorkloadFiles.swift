import Architectures
import FileSystem
import Foundation
import ModelExport
import Networks

/// A file of what a runner is to run.
package struct WorkloadFile: Sendable, Hashable {
    /// Its kind.
    package let format: RunnerDescription.Input
    /// Where it lies; for ncnn the text's, beside which the numbers have the ending `.bin`.
    package let path: String

    /// Describes a file.
    package init(format: RunnerDescription.Input, path: String) {
        self.format = format
        self.path = path
    }

    /// Every file of the network, ``path`` first.
    var allPaths: [String] {
        let numbers = URL(fileURLWithPath: path).deletingPathExtension().path + ".bin"
        return format == .ncnn ? [path, numbers] : [path]
    }
}

/// Files for runners that take nothing else, in a folder that is removed with this object.
package final class WorkloadFiles {
    private let space: SearchSpace
    private let folder: ScratchFolder
    private let format: RunnerDescription.Input

    /// Makes the folder.
    /// - Parameter format: Of the files; one that is none makes ONNX files.
    /// - Throws: An error of the file system.
    package init(space: SearchSpace, format: RunnerDescription.Input = .onnx) throws {
        self.space = space
        self.format = format == .architecture ? .onnx : format
        folder = try ScratchFolder(prefix: "nas-search-networks")
    }

    /// Makes the folder, where the runner needs files.
    /// - Throws: ``RunnerError``, or an error of the file system.
    package convenience init?(for runner: RunnerProcess, space: SearchSpace) throws {
        guard let format = try runner.neededFormat() else { return nil }
        try self.init(space: space, format: format)
    }

    /// Writes the file of a workload, in place of the one before of that name.
    /// - Throws: ``WorkloadError`` or an error of the file system.
    package func write(
        _ workload: Workload, as name: String = "workload"
    ) throws -> WorkloadFile {
        let contents = try workload.contents(as: format, in: space)
        for (ending, data) in contents { try folder.write(data, to: "\(name).\(ending)") }
        return WorkloadFile(
            format: format, path: folder.path("\(name).\(contents[0].ending)"))
    }
}

extension Workload {
    /// The files of a workload, the one that stands for it first, by their endings.
    /// - Throws: ``WorkloadError``, `ExportError` where the format can't hold it.
    package func contents(
        as format: RunnerDescription.Input, in space: SearchSpace
    ) throws -> [(ending: String, data: Data)] {
        switch format {
        case .onnx, .architecture: return [("onnx", try onnx(in: space).encoded())]
        case .litert: return [("tflite", try liteRT(in: space).encoded())]
        case .ncnn:
            try ExportFormat.ncnn.check(.fixed(batch))
            let model = try ncnn(in: space)
            return [("param", Data(model.parameterText.utf8)), ("bin", model.weights)]
        }
    }

    /// Images a run.
    private var batch: Int {
        switch self {
        case .network(let description): description.batch
        case .operator(let description): description.batch
        }
    }

    private func onnx(in space: SearchSpace) throws -> ONNXModel {
        switch self {
        case .network(let description):
            let network = try description.network(in: space)
            return ONNXModel(
                network: network, weights: NetworkWeights(for: network, seed: description.seed),
                batch: .fixed(description.batch))
        case .operator(let description):
            return ONNXModel(
                operator: try description.kind(in: space), shape: description.shape,
                batch: .fixed(description.batch), seed: description.seed)
        }
    }

    private func liteRT(in space: SearchSpace) throws -> LiteRTModel {
        switch self {
        case .network(let description):
            let network = try description.network(in: space)
            return LiteRTModel(
                network: network, weights: NetworkWeights(for: network, seed: description.seed),
                batch: .fixed(description.batch))
        case .operator(let description):
            return LiteRTModel(
                operator: try description.kind(in: space), shape: description.shape,
                batch: .fixed(description.batch), seed: description.seed)
        }
    }

    private func ncnn(in space: SearchSpace) throws -> NCNNModel {
        switch self {
        case .network(let description):
            let network = try description.network(in: space)
            return NCNNModel(
                network: network, weights: NetworkWeights(for: network, seed: description.seed))
        case .operator(let description):
            return NCNNModel(
                operator: try description.kind(in: space), shape: description.shape,
                seed: description.seed)
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
    /// Of the input and the output, for one image.
    var shape: TensorShape { TensorShape(channels: channels, size: size) }

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
