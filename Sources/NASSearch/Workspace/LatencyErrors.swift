import Architectures
import Measuring

/// What the measured latencies of a device are uncertain by.
package struct LatencyErrors {
    private let errors: [Architecture: Double]
    private let space: SearchSpace

    /// Nothing for devices whose latencies say nothing of it.
    package static func none(in space: SearchSpace) -> LatencyErrors {
        LatencyErrors(errors: [:], space: space)
    }

    /// The relative error of a network's latency, or of the one that is the same graph; nil where it
    /// is not known.
    package subscript(architecture: Architecture) -> Double? {
        guard !errors.isEmpty else { return nil }
        let own =
            errors[architecture]
            ?? space.labellings(of: architecture).lazy
            .compactMap { errors[$0] }.first
        return own.map { PairedRatio.uncertainty(relativeError: $0) }
    }

    /// A latency as a sample.
    package func sample(_ architecture: Architecture, _ milliseconds: Double) -> LatencySample {
        LatencySample(
            architecture: architecture, milliseconds: milliseconds,
            relativeError: self[architecture] ?? 0)
    }

    fileprivate init(errors: [Architecture: Double], space: SearchSpace) {
        self.errors = errors
        self.space = space
    }
}

extension Workspace {
    /// What the measured latencies of a device are uncertain by.
    /// - Throws: `StoreError`.
    package func latencyErrors(of device: String) throws -> LatencyErrors {
        LatencyErrors(errors: try store.relativeErrors(of: device), space: space)
    }
}
