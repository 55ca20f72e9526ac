import Architectures

/// A source of accuracies with more to say about why it is the one.
struct RemarkedAccuracy: AccuracySource {
    let source: any AccuracySource
    let remark: String

    var name: String { source.name }
    var origin: Origin { source.origin }
    var summary: String { "\(source.summary); \(remark)" }

    func accuracy(of architectures: [Architecture]) throws -> AccuracyEstimates {
        try source.accuracy(of: architectures)
    }
}
