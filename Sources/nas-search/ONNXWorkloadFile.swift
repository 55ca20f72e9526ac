import Architectures
import Foundation
import ModelExport
import Networks
import Profiling

/// The ONNX file through which a runner gets a network or an operator that it can't build itself;
/// there is one at a time, and it goes with this object.
final class ONNXWorkloadFile {
    private let space: SearchSpace
    private let folder: URL

    /// Makes a folder of its own.
    init(space: SearchSpace) throws {
        self.space = space
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nas-search-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Writes what is to run.
    /// - Returns: The file's path.
    func write(_ workload: Workload) throws -> String {
        let path = folder.appendingPathComponent("workload.onnx")
        try model(workload).encoded().write(to: path)
        return path.path
    }

    private func model(_ workload: Workload) throws -> ONNXModel {
        switch workload {
        case .network(let network):
            guard let dataset = space.dataset(named: network.dataset) else {
                throw Refusal("unknown data set '\(network.dataset)'")
            }
            let layers = Network(
                try space.architecture(string: network.architecture), in: space, for: dataset,
                view: network.graph)
            return ONNXModel(
                network: layers, weights: NetworkWeights(for: layers, seed: network.seed),
                batch: .fixed(network.batch), foldsBatchNormalization: true,
                metadata: [(key: "architecture", value: network.architecture)])
        case .operator(let kind):
            guard let operation = space.operators.first(where: { $0.name == kind.name }) else {
                throw Refusal("unknown operator '\(kind.name)'")
            }
            return ONNXModel(
                operator: operation, shape: TensorShape(channels: kind.channels, size: kind.size),
                batch: .fixed(kind.batch), seed: kind.seed)
        }
    }
}
