import Architectures
import Foundation
import Profiling
import Reporting
import TabularStore

/// A device of this machine: the machine with what runs networks on it and how.
struct OwnDevice: Sendable {
    /// The name under which this machine is asked for, whatever it is.
    static let requestName = "this-machine"

    let setup: MeasuringSetup
    let description: RunnerDescription
    let facts: MachineFacts
    /// What is known of it, name included.
    let device: Device
    /// How long its runner may take.
    private(set) var timeouts = RunnerTimeouts()

    var name: String { device.name }

    /// Whether networks run alone because the runner can't let them take turns.
    var isUnpaired: Bool {
        setup.statistic == .fastestTenth && !description.features.contains(.interleave)
    }

    /// Asks the runner what it is.
    /// - Parameters:
    ///   - timeouts: How long it may take, now and later.
    ///   - name: The device's name; nil for the one that says what it is.
    ///   - isStatisticAsked: Whether the statistic was asked for; else it is what the runner can.
    /// - Throws: ``Refusal`` where the runner can't be used.
    init(
        _ setup: MeasuringSetup, timeouts: RunnerTimeouts = RunnerTimeouts(), name: String? = nil,
        isStatisticAsked: Bool = true
    ) throws {
        let facts = MachineFacts.current()
        let cores = facts.cores
        if setup.threads > cores, setup.runner.isLocal {
            throw Refusal(
                "--threads \(setup.threads): this machine has "
                    + "\(NumberFormat.count(cores, of: "processor")), and threads that take turns "
                    + "have no latency of their own; ask for \(cores) at most")
        }
        let runner = RunnerProcess(try setup.command(), timeouts: timeouts)
        defer { runner.close() }
        let description: RunnerDescription
        do {
            description = try runner.describe()
        } catch {
            throw Refusal("\(error)\(Self.remedy(setup.runner))")
        }
        var setup = setup
        if !isStatisticAsked { setup.statistic = .standard(for: description) }
        if setup.isPaired {
            guard description.features.contains(.interleave) else {
                throw Refusal(
                    "--statistic paired: the runner \(description.name) holds one network at a "
                        + "time (it does not offer the feature interleave); leave the option out")
            }
            setup.references = setup.references ?? MeasuringSetup.standardReferences
        }
        self.init(setup, description: description, facts: facts, name: name)
        self.timeouts = timeouts
    }

    /// Puts together what is known.
    init(
        _ setup: MeasuringSetup, description: RunnerDescription, facts: MachineFacts, name: String?
    ) {
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
    func with(statistic: LatencyStatistic, references: [String]?) -> OwnDevice {
        var setup = setup
        setup.statistic = statistic
        setup.references = references
        var device = OwnDevice(
            setup, description: description, facts: facts, name: name)
        device.timeouts = timeouts
        return device
    }

    private static func remedy(_ runner: RunnerChoice) -> String {
        switch runner {
        case .script(let script):
            "; `python3 -m pip install \(script.package)` brings \(script.title)"
        case .builtin, .command: ""
        }
    }

    /// What makes the device what it is; measurements of one device never mix two of these.
    var identity: [String: String] {
        Self.identity(description).merging(Self.identity(of: setup, on: facts)) { $1 }
    }

    /// The part of an identity that is known before anything is started.
    static func identity(of setup: MeasuringSetup, on facts: MachineFacts) -> [String: String] {
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
    static func identity(_ description: RunnerDescription) -> [String: String] {
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
    func described(by timing: TimingProtocol, untilAgreed: Bool) -> Device {
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
    func settings(_ timing: TimingProtocol) throws -> MeasuringSettings {
        MeasuringSettings(
            identity: identity, machineJSON: try CompactJSON.text(facts),
            protocolJSON: try CompactJSON.text(
                MeasuringRecord(
                    setup: setup, timing: timing, runner: description,
                    summary: timing.summary)),
            software: ProgramVersion.current)
    }
}

/// How a session measured, as the store keeps it.
struct MeasuringRecord: Codable, Sendable {
    /// Nil where another machine measured.
    var setup: MeasuringSetup?
    var timing: TimingProtocol?
    var runner: RunnerDescription
    /// The protocol in words.
    var summary: String
    /// Of the plan that another machine worked off.
    var planSHA256: String?

    /// Reads what a session keeps; nil where another version wrote it.
    init?(_ session: MeasuringSession) {
        guard
            let record = try? JSONDecoder().decode(
                MeasuringRecord.self, from: Data(session.settings.protocolJSON.utf8))
        else { return nil }
        self = record
    }

    init(
        setup: MeasuringSetup?, timing: TimingProtocol?, runner: RunnerDescription, summary: String,
        planSHA256: String? = nil
    ) {
        self.setup = setup
        self.timing = timing
        self.runner = runner
        self.summary = summary
        self.planSHA256 = planSHA256
    }
}

/// JSON on one line, equal for equal values.
enum CompactJSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
