import Digests
import FileSystem
import Foundation

/// An adapted estimator as bytes that say what they are, so that nothing else is taken for it.
///
/// The bytes are a line of JSON (``Header``), a line feed, and the estimator's own content.
package struct SavedEstimator: Sendable, Hashable {
    /// The version of the envelope that this program reads.
    package static let supportedFormat = 1

    /// What the content is.
    package struct Header: Sendable, Hashable, Codable {
        /// Version of the envelope.
        package var format: Int
        /// The kind of estimator.
        package var estimator: String
        /// ``PredictorEntry/version`` of the kind.
        package var version: Int
        /// The space's name.
        package var space: String
        /// How many architectures it has.
        package var architectures: Int
        /// The device that it was adapted to.
        package var device: String
        /// The fingerprint of what it was made from, see
        /// ``PredictorEntry/fingerprint(of:inputs:)``.
        package var inputs: String
        /// SHA-256 of the header, this member being empty, and the content.
        package var checksum: String
    }

    /// What the content is.
    package let header: Header
    /// What the kind of estimator is restored from.
    package let content: Data

    /// Describes an estimator.
    /// - Returns: Nil where the kind is not kept.
    /// - Throws: `EncodingError` where its numbers can't be written.
    package init?(
        _ estimator: any AdaptedEstimator, entry: PredictorEntry, inputs: PredictorInputs,
        device: String, fingerprint: String
    ) throws {
        guard entry.restore != nil, let content = try estimator.encoded() else { return nil }
        var header = Header(
            format: Self.supportedFormat, estimator: entry.name, version: entry.version,
            space: inputs.features.space.name, architectures: inputs.features.space.count,
            device: device, inputs: fingerprint, checksum: "")
        header.checksum = try Self.checksum(header, content)
        self.header = header
        self.content = content
    }

    /// Reads bytes.
    /// - Throws: ``LatencyPredictionError/unusableSave(estimator:reason:)`` where they are damaged
    ///   or of another format.
    package init(bytes: [UInt8]) throws {
        guard let end = bytes.firstIndex(of: Self.lineFeed),
            let header = try? JSONDecoder().decode(Header.self, from: Data(bytes[..<end]))
        else {
            throw LatencyPredictionError.unusableSave(
                estimator: "estimator", reason: "it is damaged")
        }
        guard header.format == Self.supportedFormat else {
            throw LatencyPredictionError.unusableSave(
                estimator: header.estimator,
                reason: "format \(header.format), but this program reads "
                    + "\(Self.supportedFormat)")
        }
        content = Data(bytes[(end + 1)...])
        self.header = header
        guard try Self.checksum(header, content) == header.checksum else {
            throw LatencyPredictionError.unusableSave(
                estimator: header.estimator, reason: "it is damaged")
        }
    }

    /// The bytes to keep.
    package func bytes() throws -> [UInt8] {
        Array(try Self.line(header)) + [Self.lineFeed] + Array(content)
    }

    /// The estimator.
    /// - Parameters:
    ///   - entry: The kind that it must be.
    ///   - inputs: The space that it must be of.
    ///   - device: The device that it must be of.
    ///   - fingerprint: What it must have been made from.
    /// - Throws: ``LatencyPredictionError/unusableSave(estimator:reason:)`` where it is something
    ///   else.
    package func restored(
        by entry: PredictorEntry, inputs: PredictorInputs, device: String, fingerprint: String
    ) throws -> any AdaptedEstimator {
        let space = inputs.features.space
        func check(_ holds: Bool, _ reason: @autoclosure () -> String) throws {
            guard holds else {
                throw LatencyPredictionError.unusableSave(
                    estimator: entry.name, reason: reason())
            }
        }
        try check(header.estimator == entry.name, "it is of the kind \(header.estimator)")
        try check(
            header.version == entry.version,
            "version \(header.version), but this program reads \(entry.version)")
        try check(
            header.space == space.name && header.architectures == space.count,
            "it is of the space \(header.space) with \(header.architectures) architectures")
        try check(header.device == device, "it is of the device \(header.device)")
        try check(header.inputs == fingerprint, "it was made from other data or settings")
        guard let restore = entry.restore else {
            throw LatencyPredictionError.unusableSave(
                estimator: entry.name, reason: "this kind is made from its table each time")
        }
        let estimator: any AdaptedEstimator
        do {
            estimator = try restore(content, inputs)
        } catch is DecodingError {
            throw LatencyPredictionError.unusableSave(
                estimator: entry.name, reason: "its content can't be read")
        }
        try check(
            estimator.usedArchitectures.allSatisfy { (0..<space.count).contains($0.code) },
            "it has seen architectures that the space lacks")
        return estimator
    }

    private static let lineFeed = UInt8(ascii: "\n")

    private static func line(_ header: Header) throws -> Data {
        return try JSONEncoder.compact.encode(header)
    }

    private static func checksum(_ header: Header, _ content: Data) throws -> String {
        var header = header
        header.checksum = ""
        var hash = SHA256()
        hash.update(Array(try line(header)))
        hash.update(Array(content))
        return hash.finish()
    }
}
