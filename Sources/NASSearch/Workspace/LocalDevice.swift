import Architectures
import FileSystem
import Foundation
import Measuring
import TabularStore

/// A device of this machine: the machine with what runs networks on it and how.
package struct LocalDevice: Sendable {
    /// The name under which this machine is asked for, whatever it is.
    package static let requestName = "this-machine"

    package let setup: MeasuringSetup
    package let program: Program
    package let description: RunnerDescription
    package let facts: MachineFacts
    /// What is known of it, name included.
    package let device: Device
    /// How long its runner may take.
    package private(set) var timeouts = RunnerTimeouts()
    /// Where it is, in this call.
    package private(set) var place = MeasuringPlace()

    package var name: String { device.name }

    /// Whether networks run alone because the runner can't let them take turns.
    package var isUnpaired: Bool {
        setup.statistic == .fastestTenth && !description.features.contains(.interleave)
    }

    /// Asks the runner what it is.
    /// - Parameters:
    ///   - program: Lends the built-in runner and Python.
    ///   - timeouts: How long it may take, now and later.
    ///   - name: The device's name; nil for the one that says what it is.
    ///   - isStatisticAsked: Whether the statistic was asked for; else it is what the runner can.
    /// - Throws: ``RequestError`` where the runner can't be used.
    package init(
        _ setup: MeasuringSetup, program: Program, timeouts: RunnerTimeouts = RunnerTimeouts(),
        name: String? = nil, isStatisticAsked: Bool = true, place: MeasuringPlace = MeasuringPlace()
    ) throws {
        if place.host == nil { try Self.checkThreads(setup, on: .current(), host: nil) }
        let runner = try setup.runner(of: program, at: place, timeouts: timeouts)
        defer { runner.close() }
        let description: RunnerDescription
        do {
            description = try runner.describe()
        } catch {
            throw RequestError.unusableRunner(
                reason: program.explain(error),
                remedy: place.host == nil ? setup.runner.remedy : nil)
        }
        let facts = runner.machine ?? .current()
        if let host = place.host { try Self.checkThreads(setup, on: facts, host: host) }
        var setup = setup
        if !isStatisticAsked { setup.statistic = .standard(for: description) }
        if setup.isPaired {
            guard description.features.contains(.interleave) else {
                throw RequestError.setting(
                    .statistic, value: setup.statistic.rawValue,
                    .holdsOneNetwork(runner: description.name))
            }
            setup.references = setup.references ?? setup.standardReferences
        }
        self.init(setup, program: program, description: description, facts: facts, name: name)
        self.timeouts = timeouts
        self.place = place
    }

    /// Refuses more threads than there are processors.
    private static func checkThreads(
        _ setup: MeasuringSetup, on facts: MachineFacts, host: RemoteHost?
    ) throws {
        guard setup.threads > facts.cores, setup.runner.isLocal else { return }
        throw RequestError.setting(
            .threads, value: "\(setup.threads)",
            host.map { .expected("\(facts.cores) at most, the processors of \($0)") }
                ?? .moreThanProcessors(facts.cores))
    }

    /// What runs its networks; nothing is started yet.
    /// - Throws: ``RequestError``.
    package func runner() throws -> RunnerProcess {
        try setup.runner(of: program, at: place, timeouts: timeouts)
    }

    /// Puts together what is known.
    package init(
        _ setup: MeasuringSetup, program: Program, description: RunnerDescription,
        facts: MachineFacts, name: String?
    ) {
        self.program = program
        self.setup = setup
        self.description = description
        self.facts = facts
        let words = DeviceName.words(of: setup, description: description, facts: facts)
        let hardware = description.hardware.isEmpty ? facts.processor : description.hardware
        device = Device(
            name: name ?? words.name, title: words.title, hardware: hardware,
            kind: description.kind, runtime: description.runtime, batch: setup.batch,
            threads: description.threads ?? setup.threads, precision: description.precision,
            source: "measured by nas-search")
    }

    /// The same device, measured by another statistic or with other references.
    package func with(statistic: LatencyStatistic, references: [String]?) -> LocalDevice {
        var setup = setup
        setup.statistic = statistic
        setup.references = references
        var device = LocalDevice(
            setup, program: program, description: description, facts: facts, name: name)
        device.timeouts = timeouts
        device.place = place
        return device
    }

    /// What makes the device what it is; measurements of one device never mix two of these.
    package var identity: [String: String] {
        Self.identity(description).merging(Self.identity(of: setup, on: facts)) { $1 }
    }

    /// The part of an identity that is known before anything is started.
    package static func identity(of setup: MeasuringSetup, on facts: MachineFacts) -> [String:
        String]
    {
        var identity = [
            "runner": setup.runner.argument, "graph": setup.graph, "dataset": setup.dataset,
            "batch": "\(setup.batch)", "kernels": setup.kernels ?? "of the runner",
            "threads": "\(setup.threads)", "cores": "\(facts.cores)",
        ]
        identity["processor"] = facts.processor
        identity[MeasuringSettings.processorModel] = facts.processorModel
        // Stores of versions before there was a choice go without.
        if setup.statistic != .interquartileMean {
            identity["statistic"] = setup.statistic.rawValue
        }
        if setup.isPaired { identity["references"] = setup.references?.joined(separator: " ") }
        return identity
    }

    /// The part of an identity that the runner says.
    package static func identity(_ description: RunnerDescription) -> [String: String] {
        var identity = [
            "runtime": description.runtime, "hardware": description.hardware,
            "precision": description.precision,
        ]
        for fact in ["kernels", "openblas-core", "provider", "driver", "device"] {
            if let value = description.facts[fact] { identity["runner's \(fact)"] = value }
        }
        return identity
    }

    /// The device with how its networks are measured.
    /// - Parameter untilAgreed: Whether a network is measured until two measurements agree.
    package func described(by timing: TimingProtocol, untilAgreed: Bool) -> Device {
        var device = device
        let notes: [String?] = [
            timing.summary, isUnpaired ? "unpaired" : nil,
            untilAgreed ? "the fastest of measurements until two agree" : nil,
            "\(setup.dataset), \(setup.graph), seed \(setup.seed)",
        ]
        device.protocolNotes = notes.compactMap(\.self).joined(separator: "; ")
        return device
    }

    /// What a session of measuring is begun with.
    package func settings(_ timing: TimingProtocol) throws -> MeasuringSettings {
        MeasuringSettings(
            identity: identity, machineJSON: try CompactJSON.text(facts),
            protocolJSON: try CompactJSON.text(
                MeasuringRecord(
                    setup: setup, timing: timing, runner: description,
                    summary: timing.summary, host: place.host?.description)),
            software: program.version)
    }
}

/// How a session measured, as the store keeps it.
package struct MeasuringRecord: Codable, Sendable {
    /// Nil where another machine measured.
    package var setup: MeasuringSetup?
    package var timing: TimingProtocol?
    package var runner: RunnerDescription
    /// The protocol in words.
    package var summary: String
    /// Of the plan that another machine worked off.
    package var planSHA256: String?
    /// The machine that was connected to, as it was named then; nil where this machine measured. It
    /// is shown and compared, and never connected to.
    package var host: String?

    /// Reads what a session keeps; nil where another version wrote it.
    package init?(_ session: MeasuringSession) {
        guard
            let record = try? JSONDecoder().decode(
                MeasuringRecord.self, from: Data(session.settings.protocolJSON.utf8))
        else { return nil }
        self = record
    }

    package init(
        setup: MeasuringSetup?, timing: TimingProtocol?, runner: RunnerDescription, summary: String,
        planSHA256: String? = nil, host: String? = nil
    ) {
        self.host = host
        self.setup = setup
        self.timing = timing
        self.runner = runner
        self.summary = summary
        self.planSHA256 = planSHA256
    }
}

/// JSON on one line, equal for equal values.
package enum CompactJSON {
    package static func text(_ value: some Encodable) throws -> String {
        return String(decoding: try JSONEncoder.compact.encode(value), as: UTF8.self)
    }
}
