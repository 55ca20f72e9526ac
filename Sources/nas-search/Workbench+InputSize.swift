import Architectures

/// Latencies belong to an input size: the networks of CIFAR-10 and CIFAR-100 differ in the
/// classifier alone and count as one, those of ImageNet16-120 have a quarter of the pixels.
extension Workbench {
    /// The data set whose networks are measured on this machine for those of another one: the
    /// standard one where the input is as large.
    /// - Throws: ``Refusal`` where there is none of that name.
    func measuredDataset(for name: String) throws -> String {
        let standard = MeasuringSetup.standardDataset
        return try inputSize(ofDataset: name) == inputSize(ofDataset: standard) ? standard : name
    }

    /// Width and height of the images that a device's latencies are of; nil where nobody says.
    func inputSize(of device: String) throws -> Int? {
        if let dataset = try measuringSessions(of: device).last?.settings.identity["dataset"] {
            return space.dataset(named: dataset)?.inputSize
        }
        let isPublished = try store.device(named: device).map { $0.origin == .published } ?? true
        return isPublished && catalogue.device(named: device) != nil ? catalogue.inputSize : nil
    }

    private func inputSize(ofDataset name: String) throws -> Int {
        let dataset: Dataset = try space.dataset(named: name)
        return dataset.inputSize
    }

    /// What the output says where a device's latencies are of another input than the networks of
    /// a data set have; nil where they are of the same.
    /// - Throws: ``Refusal`` where there is no such data set.
    func inputNote(of device: String, dataset name: String) throws -> String? {
        let wanted = try inputSize(ofDataset: name)
        let known = try inputSize(of: device)
        let standard = try inputSize(ofDataset: MeasuringSetup.standardDataset)
        if wanted == known ?? standard { return nil }
        let networks = "the networks of \(name) have \(wanted)×\(wanted) input"
        guard let known else {
            return "\(networks), and nothing says that its latencies are of these: published ones "
                + "are of \(standard)×\(standard)"
        }
        let note =
            "\(networks), and its latencies are of \(known)×\(known): these take another time"
        return try isMeasuredHere(device)
            ? note + "; --device \(OwnDevice.requestName) measures them" : note
    }
}
