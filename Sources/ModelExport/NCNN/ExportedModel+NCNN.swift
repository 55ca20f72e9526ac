import Foundation

extension ExportedModel {
    /// The network as ncnn's two files, and a third that says where they come from: ncnn's have no
    /// place for it.
    /// - Throws: ``ExportError/unsupported(_:)`` where more than one image is asked for.
    func ncnn(_ exported: ExportedNetwork) throws -> [Data] {
        try ExportFormat.ncnn.check(exported.settings.batch)
        let model = NCNNModel(network: exported.network, weights: exported.weights)
        let facts = try facts(about: exported.settings)
            .map { "\($0.key): \($0.value)\n" }.joined()
        return [Data(model.parameterText.utf8), model.weights, Data(facts.utf8)]
    }
}
