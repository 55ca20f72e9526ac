import Architectures

/// The accuracies of a search in which they decide nothing: none is looked at.
struct NoAccuracy: AccuracySource {
    let name = "none"
    let origin = Origin.published
    let summary = "not looked at: neither an objective nor limited"

    func accuracy(of architectures: [Architecture]) -> AccuracyEstimates {
        let unknown = [Double](repeating: .nan, count: architectures.count)
        return AccuracyEstimates(percent: unknown, standardDeviations: unknown)
    }
}
