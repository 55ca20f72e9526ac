import FileSystem
import Foundation

extension ExportedModel {
    /// The network as an ONNX file that says where it comes from.
    func onnx(_ exported: ExportedNetwork) throws -> Data {
        var model = ONNXModel(
            network: exported.network, weights: exported.weights, batch: exported.settings.batch,
            foldsBatchNormalization: exported.settings.foldsBatchNormalization,
            metadata: try facts(about: exported.settings))
        model.operatorSet = exported.settings.operatorSet
        model.producerVersion = exported.settings.producerVersion
        return model.encoded()
    }

    /// What files with weights say of themselves, by key.
    func facts(about settings: NetworkSettings) throws -> [(key: String, value: String)] {
        let encoder = JSONEncoder.compact
        return [
            ("space", space.name),
            ("index", String(space.publishedIndex(of: architecture))),
            ("architecture", space.string(of: architecture)),
            ("dataset", settings.dataset.name),
            ("graph", settings.view.rawValue),
            ("weights", settings.weights.text),
            ("objectives", String(decoding: try encoder.encode(objectives), as: UTF8.self)),
            ("command", command),
        ]
    }
}
