import Architectures
import Digests
import FileSystem
import Foundation

/// What a runner script wrote on another machine: the times of networks and operators of a plan.
///
/// One JSON object a line. The first says which device it is; the others hold a network's times, an
/// operator's times, the times of the network that was repeated to see drift, or why something
/// could not be measured.
package struct MeasurementResults: Sendable, Equatable {
    /// What the runner says about itself and its machine.
    package struct Runner: Sendable, Equatable, Decodable {
        /// Short name.
        package let name: String
        /// The software that ran the networks, with its version.
        package let runtime: String
        /// The processor or board.
        package let hardware: String
        /// `cpu`, `gpu` and so on.
        package let kind: String
        /// Threads used; nil where it does not apply.
        package let threads: Int?
        /// Number format, such as `fp32`.
        package let precision: String?
        /// What else is worth keeping.
        package let facts: [String: String]?
    }

    /// A network and its runs.
    package struct Network: Sendable, Equatable {
        /// The network.
        package let architecture: Architecture
        /// Milliseconds of every run, in order.
        package let milliseconds: [Double]
        /// Milliseconds of the references that took turns with it, `[turns × references]`,
        /// row-major; empty where it ran alone.
        package let referenceMilliseconds: [Double]
        /// All runs, of which those are the ones that count; nil where only those are known.
        package let every: EveryRun?
    }

    /// Every run of some turns.
    package struct EveryRun: Sendable, Equatable {
        /// What ran in each slot: the references by their positions, the network last.
        package let order: [UInt8]
        /// Milliseconds of every run, as many a slot as in every other.
        package let milliseconds: [Double]
    }

    /// An operator and its runs.
    package struct Operator: Sendable, Equatable {
        /// The operator's published name.
        package let name: String
        /// Channels in and out.
        package let channels: Int
        /// Width and height in pixels.
        package let size: Int
        /// Milliseconds of every run, in order.
        package let milliseconds: [Double]
        /// Milliseconds of the references that took turns with it, `[turns × references]`,
        /// row-major; empty where it ran alone.
        package let referenceMilliseconds: [Double]
        /// All runs, of which those are the ones that count; nil where only those are known.
        package let every: EveryRun?
    }

    /// Where the file lies.
    package let path: String
    /// SHA-256 of its bytes, in hexadecimal.
    package let sha256: String
    /// Its size in bytes.
    package let bytes: Int
    /// The device's name.
    package let device: String
    /// SHA-256 of the plan that was worked off, in hexadecimal.
    package let planSHA256: String
    /// What ran the networks.
    package let runner: Runner
    /// When measuring began, in seconds since 1970, UTC.
    package let startedAt: Double
    /// The networks, in the order of the file.
    package let networks: [Network]
    /// The network that was repeated, in the order of the file.
    package let references: [Network]
    /// The operators, in the order of the file.
    package let operators: [Operator]
    /// What could not be measured, as the runner says it.
    package let failures: [String]
    /// What the reader wants to be known, a line each.
    package let notes: [String]
}

/// Reads ``MeasurementResults``.
package struct MeasurementResultsReader: Sendable {
    private let space: SearchSpace
    /// The version of the format that is read.
    package static let version = 1

    /// Prepares to read results of a space.
    package init(space: SearchSpace) {
        self.space = space
    }

    /// Whether bytes begin like results: with a line that is a JSON object with a number under
    /// `results`.
    static func isPromising(_ prefix: [UInt8]) -> Bool {
        let line = prefix[start(of: prefix)...].prefix { $0 != UInt8(ascii: "\n") }
        guard line.first == UInt8(ascii: "{"),
            let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
        else { return false }
        return object["results"] is Int
    }

    /// Where the first line begins: text editors on Windows put a byte order mark in front.
    private static func start(of bytes: [UInt8]) -> Int {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// Reads a file. A last line that was cut off is passed over, with a note.
    /// - Throws: ``PublishedFormatError`` with the line that is wrong.
    package func read(_ path: String) throws -> MeasurementResults {
        let bytes: [UInt8]
        do {
            bytes = try Self.contents(of: path)
        } catch let problem as ContentProblem {
            throw PublishedFormatError(problem, path: path)
        } catch {
            throw PublishedFormatError(
                kind: .unreadable, path: path, reason: SystemError.reason(of: error),
                remedy: "check that you may read it")
        }
        return try read(bytes, path: path)
    }

    /// Reads the bytes of a file.
    /// - Parameter path: For messages.
    /// - Throws: ``PublishedFormatError`` with the line that is wrong.
    package func read(_ bytes: [UInt8], path: String) throws -> MeasurementResults {
        do {
            return try results(bytes, path: path)
        } catch let problem as ContentProblem {
            throw PublishedFormatError(problem, path: path)
        }
    }

    /// The bytes of a file that is not larger than any that is read.
    private static func contents(of path: String) throws -> [UInt8] {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        let bytes = try handle.read(upToCount: FileSignature.maximumFileSize + 1) ?? Data()
        guard bytes.count <= FileSignature.maximumFileSize else {
            throw ContentProblem.refused(
                nil, "larger than \(FileSignature.maximumFileSize >> 20) MB")
        }
        return [UInt8](bytes)
    }

    /// - Throws: `ContentProblem`, before anybody says which file it is.
    func results(_ bytes: [UInt8], path: String) throws -> MeasurementResults {
        var rows = ResultRows(space: space)
        let lineFeed = UInt8(ascii: "\n")
        let headerStart = Self.start(of: bytes)
        let headerEnd = bytes.firstIndex(of: lineFeed) ?? bytes.count
        guard headerEnd > headerStart else { throw ContentProblem.unrecognised("an empty file") }
        let header = try Self.header(Data(bytes[headerStart..<headerEnd]))
        try bytes.withUnsafeBufferPointer { buffer in
            var start = headerEnd + 1
            var number = 2
            while start < buffer.count {
                let end = buffer[start...].firstIndex(of: lineFeed) ?? buffer.count
                if buffer[start..<end].contains(where: { $0 > UInt8(ascii: " ") }) {
                    try rows.add(
                        UnsafeBufferPointer(rebasing: buffer[start..<end]), number: number,
                        isLast: end == buffer.count)
                }
                start = end + 1
                number += 1
            }
        }
        return MeasurementResults(
            path: path, sha256: SHA256.hexadecimal(bytes), bytes: bytes.count,
            device: header.device, planSHA256: header.planSHA256, runner: header.describe,
            startedAt: try header.startedAt, networks: rows.networks, references: rows.references,
            operators: rows.operators, failures: rows.failures, notes: rows.notes)
    }

    private struct Header: Decodable {
        let results: Int
        let device: String
        let planSHA256: String
        let describe: MeasurementResults.Runner
        let started: String

        private enum CodingKeys: String, CodingKey {
            case results, device, describe, started
            case planSHA256 = "plan_sha256"
        }

        var startedAt: Double {
            get throws {
                let formatter = ISO8601DateFormatter()
                if let date = formatter.date(from: started) { return date.timeIntervalSince1970 }
                formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
                if let date = formatter.date(from: started) { return date.timeIntervalSince1970 }
                throw ContentProblem.damaged(
                    "line 1", "'\(started)' is no time such as 2026-01-31T12:00:00Z")
            }
        }
    }

    private static func header(_ line: Data) throws -> Header {
        let header: Header
        do {
            header = try JSONDecoder().decode(Header.self, from: line)
        } catch {
            throw ContentProblem.damaged(
                "line 1", "no header of results: \(ResultRows.reason(error))",
                remedy: "measure again with the runner's script; nothing was imported")
        }
        guard header.results == version else {
            throw ContentProblem.damaged(
                "line 1",
                "version \(header.results) of the format, of which this program reads "
                    + "\(version)", remedy: "use the script of the same version of nas-search")
        }
        guard !header.device.isEmpty else {
            throw ContentProblem.damaged("line 1", "the device has no name")
        }
        return header
    }
}
