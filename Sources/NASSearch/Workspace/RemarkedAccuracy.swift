import Architectures

/// A source of accuracies with more to say about why it is the one.
package struct RemarkedAccuracy: AccuracySource {
    package let source: any AccuracySource
    package let remark: String

    package var name: String { source.name }
    package var origin: Origin { source.origin }
    package var summary: String { "\(source.summary); \(remark)" }

    package func accuracy(of architectures: [Architecture]) throws -> AccuracyEstimates {
        try source.accuracy(of: architectures)
    }
}
