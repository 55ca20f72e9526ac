import Architectures

/// Latencies belong to an input size: the networks of CIFAR-10 and CIFAR-100 differ in the
/// classifier alone and count as one, those of ImageNet16-120 have a quarter of the pixels.
extension Workspace {
    /// The data set whose networks are measured on this machine for those of another one: the
    /// standard one where the input is as large.
    /// - Throws: ``RequestError`` where there is none of that name.
    package func measuredDataset(for name: String) throws -> String {
        let standard = space.definition.measuredDataset
        return try inputSize(ofDataset: name) == inputSize(ofDataset: standard) ? standard : name
    }

    /// Width and height of the images that a device's latencies are of; nil where nobody says.
    package func inputSize(of device: String) throws -> Int? {
        if let dataset = try measuringSessions(of: device).last?.settings.identity["dataset"] {
            return space.dataset(named: dataset)?.inputSize
        }
        let isPublished = try store.device(named: device).map { $0.origin == .published } ?? true
        return isPublished && catalogue.device(named: device) != nil ? catalogue.inputSize : nil
    }

    private func inputSize(ofDataset name: String) throws -> Int {
        try space.knownDataset(name).inputSize
    }

    /// What the output says where a device's latencies are of another input than the networks of
    /// a data set have; nil where they are of the same.
    /// - Throws: ``RequestError`` where there is no such data set.
    package func inputNote(of device: String, dataset name: String) throws -> String? {
        let wanted = try inputSize(ofDataset: name)
        let known = try inputSize(of: device)
        let standard = try inputSize(ofDataset: space.definition.measuredDataset)
        if wanted == known ?? standard { return nil }
        return program.wording(
            .otherInput(
                Remark.InputMismatch(
                    dataset: name, wanted: wanted, known: known, published: standard,
                    isLocal: try isMeasuredHere(device))))
    }
}
