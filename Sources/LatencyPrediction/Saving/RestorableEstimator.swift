import FileSystem
import Foundation

/// An estimator that consists of a few plain values beside what can be made again from the space.
///
/// To let a kind be kept: declare these values as its `Content` with the two members below, and
/// give its entry a `version` and `restore: Self.restored`. Raise the version with every change of
/// the content or of what is made of it.
package protocol RestorableEstimator: AdaptedEstimator {
    /// The values.
    associatedtype Content: Codable
    /// What is kept.
    var content: Content { get }
    /// The estimator of kept values.
    /// - Parameters:
    ///   - content: The values; unchanged since they were written.
    ///   - inputs: The space. Its pool may be empty.
    /// - Throws: ``LatencyPredictionError`` where the values don't fit the space.
    init(content: Content, inputs: PredictorInputs) throws
}

extension RestorableEstimator {
    /// The content as JSON, the same bytes for the same values.
    package func encoded() throws -> Data? {
        return try JSONEncoder.compact.encode(content)
    }

    /// Reads what `encoded()` wrote; what ``PredictorEntry/restore`` is.
    @Sendable
    package static func restored(
        _ content: Data, _ inputs: PredictorInputs
    ) throws -> any AdaptedEstimator {
        try Self(content: JSONDecoder().decode(Content.self, from: content), inputs: inputs)
    }
}
