import Architectures
import Digests
import Foundation

/// What a runner script wrote on another machine: the times of networks and operators of a plan.
///
/// One JSON object a line. The first says which device it is; the others hold a network's times, an
/// operator's times, the times of the network that was repeated to see drift, or why something
/// could not be measured.
public struct MeasurementResults: Sendable, Equatable {
    /// What the runner says about itself and its machine.
    public struct Runner: Sendable, Equatable, Decodable {
        /// Short name.
        public let name: String
        /// The software that ran the networks, with its version.
        public let runtime: String
        /// The processor or board.
        public let hardware: String
        /// `cpu`, `gpu` and so on.
        public let kind: String
        /// Threads used; nil where it does not apply.
        public let threads: Int?
        /// Number format, such as `fp32`.
        public let precision: String?
        /// What else is worth keeping.
        public let facts: [String: String]?
    }

    /// A network and its runs.
    public struct Network: Sendable, Equatable {
        /// The network.
        public let architecture: Architecture
        /// Milliseconds of every run, in order.
        public let milliseconds: [Double]
    }

    /// An operator and its runs.
    public struct Operator: Sendable, Equatable {
        /// The operator's published name.
        public let name: String
        /// Channels in and out.
        public let channels: Int
        /// Width and height in pixels.
        public let size: Int
        /// Milliseconds of every run, in order.
        public let milliseconds: [Double]
    }

    /// Where the file lies.
    public let path: String
    /// SHA-256 of its bytes, in hexadecimal.
    public let sha256: String
    /// Its size in bytes.
    public let bytes: Int
    /// The device's name.
    public let device: String
    /// SHA-256 of the plan that was worked off, in hexadecimal.
    public let planSHA256: String
    /// What ran the networks.
    public let runner: Runner
    /// When measuring began, in seconds since 1970, UTC.
    public let startedAt: Double
    /// The networks, in the order of the file.
    public let networks: [Network]
    /// The network that was repeated, in the order of the file.
    public let references: [Network]
    /// The operators, in the order of the file.
    public let operators: [Operator]
    /// What could not be measured, as the runner says it.
    public let failures: [String]
    /// What the reader wants to be known, a line each.
    public let notes: [String]
}

/// Reads ``MeasurementResults``.
public struct MeasurementResultsReader: Sendable {
    private let space: SearchSpace
    /// The version of the format that is read.
    public static let version = 1

    /// Prepares to read results of a space.
    public init(space: SearchSpace) {
        self.space = space
    }

    /// The files of results at a path: itself, or those in a folder, in sorted order. Files are
    /// recognised by how they begin.
    /// - Throws: ``PublishedFormatError`` where a folder can't be read.
    public static func files(at path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return []
        }
        var passedOver: [PublishedBatch.PassedOver] = []
        let files =
            isFolder.boolValue
            ? try FolderListing.files(below: path, passedOver: &passedOver) : [path]
        return files.filter(isPromising)
    }

    /// Whether a file begins like results: with a JSON object that has a member `results`.
    private static func isPromising(_ path: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path),
            let prefix = try? handle.read(upToCount: 4096)
        else { return false }
        try? handle.close()
        let line = String(decoding: prefix.prefix { $0 != 10 }, as: UTF8.self)
        return line.hasPrefix("{") && line.contains("\"results\"")
    }

    /// Reads a file. A last line that was cut off is passed over, with a note.
    /// - Throws: ``PublishedFormatError`` with the line that is wrong.
    public func read(_ path: String) throws -> MeasurementResults {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw PublishedFormatError(
                kind: .unreadable, path: path, reason: error.localizedDescription,
                remedy: "check that you may read it")
        }
        do {
            return try read(data, path: path)
        } catch let problem as ContentProblem {
            throw PublishedFormatError(problem, path: path)
        }
    }

    private func read(_ data: Data, path: String) throws -> MeasurementResults {
        let lines = data.split(separator: 10, omittingEmptySubsequences: false)
        var rows = ResultRows(space: space)
        guard let first = lines.first, !first.isEmpty else {
            throw ContentProblem.unrecognised("an empty file")
        }
        let header = try Self.header(Data(first))
        for (offset, bytes) in lines.enumerated().dropFirst() where !bytes.isEmpty {
            let isTorn = offset == lines.count - 1
            do {
                try rows.add(Data(bytes))
            } catch let problem as ContentProblem {
                // Without an end, the last line is what was being written when the machine stopped.
                guard isTorn else {
                    throw ContentProblem.damaged(
                        "line \(offset + 1)", problem.reason,
                        remedy: "remove the line, or measure again; nothing was imported")
                }
                rows.notes.append("the last line, \(offset + 1), was cut off and is passed over")
            }
        }
        return MeasurementResults(
            path: path, sha256: SHA256.hexadecimal([UInt8](data)), bytes: data.count,
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
