import Architectures
import Foundation
import PublishedFormats
import TabularStore

/// A measured device as a file that another store takes in: one JSON object a line. The first says
/// what it is, the last how many networks there were, so that a file that was cut off is seen.
package struct DeviceExport {
    /// The version of the format.
    static let version = 1
    /// The key of the first line by which such a file is known.
    static let mark = "device_export"

    private struct Header: Codable {
        var version: Int
        var space: String
        var device: Device
        var software: String

        enum CodingKeys: String, CodingKey {
            case space, device, software
            case version = "device_export"
        }
    }

    private struct Line: Codable {
        var session: Session?
        var scale: Scale?
        var trial: Trial?
        var network: Network?
        var descriptor: Descriptor?
        var end: Int?

        enum CodingKeys: String, CodingKey {
            case session, scale, network, descriptor, end
            case trial = "look"
        }
    }

    private struct Session: Codable {
        var id: Int64
        var started: Double
        var identity: [String: String]
        var machine: String
        var `protocol`: String
        var software: String
    }

    private struct Scale: Codable {
        var milliseconds: Double
        var relativeError: Double
        var blocks: Int
        var set: Double

        enum CodingKeys: String, CodingKey {
            case milliseconds, blocks, set
            case relativeError = "relative_error"
        }
    }

    private struct Trial: Codable {
        var measured: Double
        var turns: Int
        /// `[turns × references]`, in milliseconds.
        var runs: [Float]
        /// What ran in each slot: references by position, the network last.
        var order: [UInt8]?
        /// Milliseconds of every run of the slots.
        var every: [Float]?
    }

    private struct Network: Codable {
        var arch: String
        var session: Int64
        var role: String
        var latency: Double
        var measured: Double
        var milliseconds: [Float]
        var logRatio: Double?
        var relativeError: Double?
        var trials: [Trial]?
        var notes: String?

        enum CodingKeys: String, CodingKey {
            case arch, session, role, measured, milliseconds, notes
            case trials = "looks"
            case latency = "latency_ms"
            case logRatio = "log_ratio"
            case relativeError = "relative_error"
        }
    }

    private struct Descriptor: Codable {
        var version: Int
        var inputs: String
        var created: Double
        var content: String
    }

    /// Writes a share.
    /// - Parameters:
    ///   - software: The version of the program that writes.
    ///   - write: Takes the lines one after the other.
    package static func write(
        _ share: DeviceShare, in space: SearchSpace, software: String,
        to write: (Data) throws -> Void
    ) throws {
        func line(_ value: some Encodable) throws {
            try write(Data((try CompactJSON.text(value) + "\n").utf8))
        }
        try line(
            Header(
                version: version, space: space.name, device: share.device,
                software: software))
        for session in share.sessions {
            try line(
                Line(
                    session: Session(
                        id: session.id, started: session.startedAt,
                        identity: session.settings.identity, machine: session.settings.machineJSON,
                        protocol: session.settings.protocolJSON,
                        software: session.settings.software)))
        }
        if let scale = share.scale {
            try line(
                Line(
                    scale: Scale(
                        milliseconds: scale.milliseconds, relativeError: scale.relativeError,
                        blocks: scale.blocks, set: scale.setAt)))
        }
        for trial in share.trials { try line(Line(trial: Self.line(trial))) }
        for network in share.networks { try line(Line(network: Self.line(network, space))) }
        if let descriptor = share.descriptor {
            try line(
                Line(
                    descriptor: Descriptor(
                        version: descriptor.version, inputs: descriptor.inputs,
                        created: descriptor.createdAt,
                        content: String(decoding: descriptor.content, as: UTF8.self))))
        }
        try line(Line(end: share.networks.count))
    }

    private static func line(_ trial: ReferenceTrial) -> Trial {
        Trial(
            measured: trial.measuredAt, turns: trial.turns, runs: trial.runs,
            order: trial.every?.order, every: trial.every?.milliseconds)
    }

    private static func line(_ network: DeviceShare.Network, _ space: SearchSpace) -> Network {
        let measurement = network.measurement
        return Network(
            arch: space.string(of: measurement.architecture), session: network.session,
            role: measurement.role.rawValue, latency: measurement.milliseconds,
            measured: measurement.measuredAt, milliseconds: measurement.samples,
            logRatio: measurement.pairing?.logRatio,
            relativeError: measurement.relativeError.flatMap { $0.isFinite ? $0 : nil },
            trials: network.trials.isEmpty ? nil : network.trials.map(line),
            notes: measurement.notesJSON)
    }

    /// The device of a file that begins like one; nil for any other.
    package static func device(in path: String) -> String? {
        guard FileKind(at: path) == .regular, let handle = FileHandle(forReadingAtPath: path),
            let start = try? handle.read(upToCount: longestHeader), isPromising(start),
            let header = try? JSONDecoder().decode(
                Header.self, from: start.prefix { $0 != UInt8(ascii: "\n") })
        else { return nil }
        return header.device.name
    }

    private static let longestHeader = 1 << 20

    /// Whether a file begins like one.
    static func isPromising(_ prefix: Data) -> Bool {
        let start = prefix.prefix { $0 != UInt8(ascii: "\n") }
        return start.first == UInt8(ascii: "{")
            && String(decoding: start, as: UTF8.self).contains("\"\(mark)\"")
    }

    /// Reads a file.
    /// - Throws: ``RequestError`` with the line that is wrong.
    static func read(_ data: Data, path: String, in space: SearchSpace) throws -> DeviceShare {
        let lines = data.split(separator: UInt8(ascii: "\n"))
        func problem(_ reason: String) -> RequestError {
            .unreadableExport(file: path, reason: reason)
        }
        func decoded<Value: Decodable>(_ type: Value.Type, _ number: Int) throws -> Value {
            do {
                return try JSONDecoder().decode(type, from: lines[number])
            } catch {
                throw problem("line \(number + 1) is no line of a device's export")
            }
        }
        guard !lines.isEmpty else { throw problem("it is empty") }
        let header = try decoded(Header.self, 0)
        guard header.version == version else {
            throw problem(
                "version \(header.version) of the format, of which this program reads "
                    + "\(version); update nas-search")
        }
        guard header.space == space.name else {
            throw problem("it is of the space '\(header.space)', not of \(space.name)")
        }
        var device = header.device
        device.aliases = []
        var share = DeviceShare(
            device: device, sessions: [], networks: [], trials: [], scale: nil, descriptor: nil)
        var count: Int?
        for number in lines.indices.dropFirst() {
            let line = try decoded(Line.self, number)
            do {
                try add(line, to: &share, space)
            } catch let found as Problem {
                throw problem("line \(number + 1): \(found.description)")
            }
            count = line.end ?? count
        }
        guard count == share.networks.count else {
            throw problem(
                "it was cut off after \(share.networks.count) networks; export it again")
        }
        return share
    }

    private struct Problem: Error {
        let description: String

        init(_ description: String) { self.description = description }
    }

    private static func add(
        _ line: Line, to share: inout DeviceShare, _ space: SearchSpace
    ) throws {
        if let session = line.session {
            guard session.started.isFinite else { throw Problem("no time") }
            share.sessions.append(
                .init(
                    id: session.id,
                    settings: MeasuringSettings(
                        identity: session.identity, machineJSON: session.machine,
                        protocolJSON: session.protocol, software: session.software),
                    startedAt: session.started))
        }
        if let scale = line.scale {
            guard scale.milliseconds > 0, scale.milliseconds.isFinite else {
                throw Problem("a scale of \(scale.milliseconds) ms")
            }
            share.scale = LatencyScale(
                version: 1, milliseconds: scale.milliseconds, relativeError: scale.relativeError,
                blocks: scale.blocks, setAt: scale.set)
        }
        if let trial = line.trial { share.trials.append(try checked(trial, network: nil)) }
        if let network = line.network {
            guard share.sessions.contains(where: { $0.id == network.session }) else {
                throw Problem("a network of session \(network.session), which the file lacks")
            }
            share.networks.append(try checked(network, share, space))
        }
        if let descriptor = line.descriptor {
            share.descriptor = Artefact(
                kind: Artefact.descriptorKind, name: Artefact.descriptorName,
                device: share.device.name, version: descriptor.version, inputs: descriptor.inputs,
                createdAt: descriptor.created, content: Array(descriptor.content.utf8))
        }
    }

    /// - Parameter network: The network's counted runs beside it; nil where there are none.
    private static func checked(
        _ trial: Trial, network: ArraySlice<Float>?
    ) throws -> ReferenceTrial {
        guard trial.turns > 0, !trial.runs.isEmpty, trial.runs.count % trial.turns == 0,
            trial.runs.allSatisfy({ $0.isFinite && $0 > 0 }), trial.measured.isFinite
        else {
            throw Problem("runs of references: expected positive milliseconds, one of each a turn")
        }
        guard let every = trial.every ?? trial.order?.map({ _ in 0 }) else {
            return ReferenceTrial(measuredAt: trial.measured, turns: trial.turns, runs: trial.runs)
        }
        let runs = TrialRuns(order: trial.order ?? [], milliseconds: every)
        guard runs.tell(references: trial.runs, network: network.map(Array.init)) else {
            throw Problem("the runs that count are not those that every run tells")
        }
        return ReferenceTrial(
            measuredAt: trial.measured, turns: trial.turns, runs: trial.runs, every: runs)
    }

    private static func checked(
        _ network: Network, _ share: DeviceShare, _ space: SearchSpace
    ) throws -> DeviceShare.Network {
        let architecture: Architecture
        do { architecture = try space.architecture(string: network.arch) } catch {
            throw Problem("\(error)")
        }
        guard let role = NetworkMeasurement.Role(rawValue: network.role) else {
            throw Problem("'\(network.role)' is no role of a measurement")
        }
        guard network.latency > 0, network.latency.isFinite, network.measured.isFinite,
            !network.milliseconds.isEmpty,
            network.milliseconds.allSatisfy({ $0.isFinite && $0 > 0 })
        else { throw Problem("expected positive milliseconds") }
        var start = 0
        let trials = try (network.trials ?? []).map { trial in
            let end = min(start + max(0, trial.turns), network.milliseconds.count)
            defer { start = end }
            return try checked(trial, network: network.milliseconds[start..<end])
        }
        guard trials.isEmpty || trials.reduce(0, { $0 + $1.turns }) == network.milliseconds.count,
            trials.isEmpty == (network.logRatio == nil), trials.isEmpty || share.scale != nil
        else { throw Problem("runs and those of the references beside them don't fit") }
        return DeviceShare.Network(
            session: network.session,
            measurement: NetworkMeasurement(
                architecture: architecture, milliseconds: network.latency,
                samples: network.milliseconds, measuredAt: network.measured,
                notesJSON: network.notes, role: role, relativeError: network.relativeError,
                pairing: network.logRatio.map {
                    NetworkPairing(
                        logRatio: $0, relativeError: network.relativeError ?? .infinity,
                        references: trials.flatMap(\.runs))
                }), trials: trials)
    }
}
