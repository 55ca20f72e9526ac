import AccuracyPrediction
import Architectures
import Foundation
import LatencyPrediction
import PublishedFormats
import TabularStore

/// A device that a name was resolved to.
struct ResolvedDevice {
    let device: Device
    /// The name that was given, where it is an alias.
    let requestedName: String?
    /// What the alias means, where that needs saying.
    let note: String?
    /// Where it ships with the program: where and when it was measured.
    var remark: String?
    /// What to know where its latencies are of another input than the searched networks have.
    var inputNote: String?
    /// Finds the device out on this machine, where it is one that can be measured.
    var own: (() throws -> OwnDevice)?

    var name: String { device.name }
}

/// What every command works on: the space, the store as it is, the catalogue of devices, the bundle.
struct Workbench {
    let options: GlobalOptions
    let space: SearchSpace
    let catalogue: DeviceCatalogue
    let store: Store

    /// Whether runs can be written down.
    var canRecord: Bool { store.access == .readWrite }

    /// Opens what there is. For reading, a store that does not exist yet is empty.
    /// - Throws: ``Refusal`` where the store can't be used.
    init(_ options: GlobalOptions, access: Store.Access = .readOnly) throws {
        let space = try SearchSpace.nasBench201()
        do {
            let store = try Store.open(options.storePath, space: space, access: access)
            try self.init(options, space: space, store: store)
        } catch let error as StoreError {
            throw Refusal("\(error)")
        }
    }

    private init(_ options: GlobalOptions, space: SearchSpace, store: Store) throws {
        self.options = options
        self.space = space
        self.store = store
        catalogue = try DeviceCatalogue.bundled()
    }

    /// Opens the store for recording a run; where it can't be written, for reading, with a note.
    static func forRecording(_ options: GlobalOptions) throws -> Workbench {
        let space = try SearchSpace.nasBench201()
        do {
            let store = try Store.open(options.storePath, space: space, access: .readWrite)
            return try Workbench(options, space: space, store: store)
        } catch let error as StoreError {
            guard error.isAboutWriting else { throw Refusal("\(error)") }
            let bench = try Workbench(options)
            options.note("this run is not recorded: \(error)")
            return bench
        }
    }

    /// Every device that has a table in the store or the bundle, or a bundled model, with what is
    /// known of it.
    func devices() throws -> [Device] {
        var byName: [String: Device] = [:]
        for name in try BundledLatencyModels.bundled().devices {
            byName[name] = catalogue.description(of: name) ?? Device(name: name)
        }
        for own in try MeasuredDeviceIndex.bundled().devices {
            byName[own.device.name] = own.device
        }
        for stored in try store.devices() { byName[stored.device.name] = stored.device }
        return byName.values.sorted { $0.name < $1.name }
    }

    /// The device of that name or alias.
    /// - Throws: ``Refusal`` with the nearest names.
    func resolve(_ name: String) throws -> ResolvedDevice {
        let known = try devices()
        if let device = known.first(where: { $0.name == name }) {
            return ResolvedDevice(
                device: device, requestedName: nil, note: nil,
                remark: try bundledDevice(named: name)?.remark)
        }
        if let device = known.first(where: { $0.aliases.contains(name) }) {
            return ResolvedDevice(
                device: device, requestedName: name,
                note: catalogue.device(named: name)?.alias?.note,
                remark: try bundledDevice(named: device.name)?.remark)
        }
        let names = known.flatMap { [$0.name] + $0.aliases }
        throw Refusal(
            "unknown device '\(name)'" + NearestName.question(for: name, among: names)
                + "; `nas-search devices` lists all \(known.count)")
    }

    /// The device's latency table, of the store or the bundle, or nil.
    func latencyTable(of device: String) throws -> ObjectiveTable? {
        try store.table(.latency(device: device))
            ?? bundledMeasurements(of: device)?.table(in: space)
    }

    /// Whether a table is an oracle: whether it has a latency for more than half of the cells that
    /// compute something. Fewer are samples, and no exact front follows from them.
    func isWhole(_ table: ObjectiveTable) -> Bool {
        isWhole(count: table.values.count { !$0.isNaN })
    }

    /// Whether a table of so many values is an oracle, so that the others need not be read.
    func isWhole(count: Int) -> Bool { 2 * count > space.count }

    /// Where the numbers of a device's tables come from.
    func origin(of device: String) throws -> Origin {
        if let stored = try store.device(named: device) { return stored.origin }
        return try bundledDevice(named: device) == nil ? .published : .measured
    }

    /// The recorded run of that number.
    /// - Throws: ``Refusal`` where there is none.
    func run(_ id: Int64) throws -> RunRecord {
        if let record = try store.run(id: id) { return record }
        let known = try store.runs().suffix(5).map { String($0.id) }
        throw Refusal(
            "run \(id) is not in the store"
                + (known.isEmpty
                    ? ", which has none yet" : "; the latest are \(known.joined(separator: ", "))"))
    }
}

extension DeviceCatalogue {
    /// What the catalogue knows of a device, as the store keeps it.
    func description(of name: String) -> Device? {
        guard let match = device(named: name), match.alias == nil else { return nil }
        let known = match.device
        return Device(
            name: known.name, title: known.title, hardware: known.hardware,
            kind: known.kind.rawValue, runtime: known.runtime, batch: known.batch,
            threads: known.threads, precision: known.precision, source: known.source,
            licence: known.licence,
            protocolNotes: known.protocolNotes.isEmpty
                ? nil : known.protocolNotes.joined(separator: "; "),
            aliases: known.aliases.map(\.name))
    }
}

extension StoreError {
    /// Whether reading may still work.
    var isAboutWriting: Bool {
        switch self {
        case .readOnly, .full, .busy, .unreachable, .inputOutput: true
        default: false
        }
    }
}

extension Workbench {
    /// The architecture of that published index or string.
    /// - Throws: ``Refusal``.
    func architecture(_ text: String) throws -> Architecture {
        try space.architecture(named: text)
    }
}

extension SearchSpace {
    /// An architecture as it is named on the command line: a published index or string.
    /// - Throws: ``Refusal``.
    func architecture(named text: String) throws -> Architecture {
        do {
            return try architecture(described: text)
        } catch {
            throw Refusal("\(error)")
        }
    }
}

extension ResolvedDevice {
    /// What the output says about the device.
    var lines: [String] {
        var lines = ["device    \(name)" + (device.title.map { ": \($0)" } ?? "")]
        if let requestedName {
            lines.append("          \(requestedName): \(note ?? "another name of it")")
        }
        if let remark { lines.append("          \(remark)") }
        if let inputNote { lines.append("          \(inputNote)") }
        return lines
    }
}
