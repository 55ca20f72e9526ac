import Architectures
import FileSystem
import Foundation
import SearchSpaces

/// A device that this project measured, with every latency: a file of the bundle.
///
/// A latency counts for every network that is the same labelled graph and was not measured itself,
/// as in a store. Latencies are kept as floats, so that they are the measured ones within 6·10⁻⁸ of
/// their size.
package struct MeasuredDevice: Sendable, Hashable, Codable {
    /// The version of the file format that this program reads.
    package static let supportedFormat = 1

    /// Version of the file format.
    package var format: Int
    /// The space's name.
    package var space: String
    /// What is known of it without its latencies.
    package var summary: MeasuredDeviceSummary
    /// How and when it was measured, oldest first.
    package var sessions: [Session]
    /// A bit a code, lowest bit of the first byte first: the networks that were measured.
    package var measured: Data
    /// Their milliseconds as little-endian IEEE 754 floats, in the order of their codes.
    package var latencies: Data
    /// Its hardware descriptor; nil where there is none.
    package var descriptor: Descriptor?

    /// The circumstances of some of the measurements.
    package struct Session: Sendable, Hashable, Codable {
        /// Seconds since 1970, UTC.
        package var startedAt: Double
        /// What makes the device what it is, by name.
        package var identity: [String: String]
        /// Facts of the machine, as JSON.
        package var machine: String
        /// How was measured, as JSON.
        package var timing: String
        /// The version of the program.
        package var software: String
        /// Networks that were measured in it and count.
        package var networks: Int

        private enum CodingKeys: String, CodingKey {
            case startedAt, identity, machine, software, networks
            case timing = "protocol"
        }

        init(_ session: MeasuringSession) {
            startedAt = session.startedAt
            identity = session.settings.identity
            machine = session.settings.machineJSON
            timing = session.settings.protocolJSON
            software = session.settings.software
            networks = session.networks
        }
    }

    /// A hardware descriptor as a store keeps it.
    package struct Descriptor: Sendable, Hashable, Codable {
        /// The version of its own format.
        package var version: Int
        /// Seconds since 1970, UTC.
        package var createdAt: Double
        /// The descriptor, as JSON.
        package var json: String
    }

    /// Reads and checks a file.
    /// - Parameters:
    ///   - json: Its contents.
    ///   - path: How messages name it.
    /// - Throws: `BundledFileError`.
    package init(json: Data, path: String, space: SearchSpace) throws {
        self = try Self.decoded(json, path: path, format: Self.supportedFormat)
        if let reason = inconsistency(in: space) {
            throw BundledFileError(path: path, reason: reason)
        }
    }

    init(
        space: SearchSpace, summary: MeasuredDeviceSummary, sessions: [Session],
        measured: [(code: Int, milliseconds: Double)], descriptor: Descriptor?
    ) {
        format = Self.supportedFormat
        self.space = space.name
        self.summary = summary
        self.sessions = sessions
        let sorted = measured.sorted { $0.code < $1.code }
        var bits = Data(repeating: 0, count: (space.count + 7) / 8)
        for (code, _) in sorted { bits[code >> 3] |= 1 << UInt8(code & 7) }
        self.measured = bits
        latencies = SampleBlob.data(sorted.map { Float($0.milliseconds) })
        self.descriptor = descriptor
    }

    /// The file's bytes: keys sorted, the same for the same measurements.
    package func json() throws -> Data { try Self.json(self) }

    /// The networks that were measured, by code.
    package var architectures: [Architecture] {
        measured.enumerated().flatMap { index, byte in
            (0..<8).filter { byte >> UInt8($0) & 1 == 1 }.map { Architecture(code: 8 * index + $0) }
        }
    }

    /// The latencies of the space, as a store that measured them has them.
    package func table(in space: SearchSpace) -> ObjectiveTable {
        var values = [Double](repeating: .nan, count: space.count)
        let own = architectures
        for (architecture, milliseconds) in zip(own, SampleBlob.samples(latencies) ?? []) {
            values[architecture.code] = Double(milliseconds)
        }
        let measured = values
        if 2 * own.count > space.count {
            for code in values.indices where measured[code].isNaN {
                let twin = space.labellings(of: Architecture(code: code))
                    .first { !measured[$0.code].isNaN }
                if let twin { values[code] = measured[twin.code] }
            }
        } else {
            for architecture in own {
                for twin in space.labellings(of: architecture) where measured[twin.code].isNaN {
                    values[twin.code] = measured[architecture.code]
                }
            }
        }
        return ObjectiveTable(
            quantity: .latency(device: summary.device.name), values: values)
    }

    private func inconsistency(in space: SearchSpace) -> String? {
        guard self.space == space.name else {
            return "of the space \(self.space), but this program searches \(space.name)"
        }
        let codes = architectures.map(\.code)
        guard measured.count == (space.count + 7) / 8, codes.last ?? 0 < space.count,
            let values = SampleBlob.samples(latencies), values.count == codes.count,
            values.allSatisfy({ $0.isFinite && $0 > 0 })
        else { return "damaged: networks and latencies do not belong together" }
        guard summary.networks == codes.count else {
            return "damaged: \(codes.count) networks of \(summary.networks)"
        }
        return nil
    }
}

/// What every file of measured devices has.
private struct Versioned: Decodable {
    let format: Int
}

extension Decodable {
    /// Reads a file whose version is known.
    /// - Throws: `BundledFileError`.
    static func decoded(_ json: Data, path: String, format: Int) throws -> Self {
        do {
            let found = try JSONDecoder().decode(Versioned.self, from: json).format
            guard found == format else {
                throw BundledFileError(
                    path: path,
                    reason: "format \(found), but this program reads format \(format)")
            }
            return try JSONDecoder().decode(Self.self, from: json)
        } catch let error as DecodingError {
            throw BundledFileError(path: path, reason: "damaged: \(error)")
        }
    }
}

extension Encodable {
    /// Bytes that are equal for equal values.
    static func json(_ value: Self) throws -> Data {
        return try JSONEncoder.indented.encode(value) + Data("\n".utf8)
    }
}
