import Architectures
import Foundation

/// A network that was timed on a device, with every run.
package struct NetworkMeasurement: Sendable, Hashable {
    /// What became of a measurement.
    package enum Role: String, Sendable, Hashable, CaseIterable {
        /// Its latency is the one in the device's table.
        case current
        /// The network was measured more than once, and another measurement counts.
        case repeated
        /// A network that was timed between others, to see whether the machine drifts.
        case reference
    }

    /// The network.
    package var architecture: Architecture
    /// The latency in milliseconds that stands for the runs.
    package var milliseconds: Double
    /// Every timed run, in milliseconds and in order.
    package var samples: [Float]
    /// When it was measured, in seconds since 1970, UTC.
    package var measuredAt: Double
    /// What was remarkable, as a JSON document; nil where nothing was.
    package var notesJSON: String?
    /// What became of it.
    package var role: Role
    /// The relative standard error of the latency; nil where unknown.
    package var relativeError: Double?
    /// Where it took turns with references: its latency is the ratio to them times the device's
    /// scale, whatever ``milliseconds`` says when it is kept.
    package var pairing: NetworkPairing?

    /// Describes a measurement.
    package init(
        architecture: Architecture, milliseconds: Double, samples: [Float], measuredAt: Double,
        notesJSON: String? = nil, role: Role = .current, relativeError: Double? = nil,
        pairing: NetworkPairing? = nil
    ) {
        self.architecture = architecture
        self.milliseconds = milliseconds
        self.samples = samples
        self.measuredAt = measuredAt
        self.notesJSON = notesJSON
        self.role = role
        self.relativeError = pairing?.relativeError ?? relativeError
        self.pairing = pairing
    }
}

/// How the runs of a measurement are kept: little-endian IEEE 754 floats in order.
enum SampleBlob {
    /// The bytes of the runs.
    static func data(_ samples: [Float]) -> Data {
        samples.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
    }

    /// The runs, or nil where the bytes are no floats.
    static func samples(_ data: Data) -> [Float]? {
        guard data.count.isMultiple(of: MemoryLayout<Float>.size) else { return nil }
        return data.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: MemoryLayout<Float>.size).map {
                Float(
                    bitPattern: UInt32(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
            }
        }
    }
}
