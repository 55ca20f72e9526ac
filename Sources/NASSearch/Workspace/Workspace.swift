import AccuracyPrediction
import Architectures
import Foundation
import LatencyPrediction
import PublishedFormats
import TabularStore

/// What every command works on: the space, the store as it is, the catalogue of devices, the bundle.
public struct Workspace: Sendable {
    /// The space of architectures.
    public let space: SearchSpace
    /// Who asks.
    public let program: Program
    /// Told what happens, and asked whether to go on.
    public var hooks: Hooks
    package let catalogue: DeviceCatalogue
    package let store: Store

    /// Whether runs can be written down.
    package var canRecord: Bool { store.access == .readWrite }

    /// Opens what there is. For reading, a store that does not exist yet is empty.
    /// - Parameter space: Nil for the store's own, NAS-Bench-201 where it has none yet.
    /// - Throws: ``RequestError`` where the store can't be used.
    package init(
        store location: StoreLocation, space: SearchSpace? = nil, access: Store.Access,
        program: Program, hooks: Hooks
    ) throws {
        do {
            let store = try Store.open(location.path, space: space, access: access)
            try self.init(space: store.space, store: store, program: program, hooks: hooks)
        } catch let error as StoreError {
            throw RequestError.unusableStore(StoreFailure(error: error))
        }
    }

    private init(space: SearchSpace, store: Store, program: Program, hooks: Hooks) throws {
        self.program = program
        self.hooks = hooks
        self.space = space
        self.store = store
        catalogue = try Self.catalogue(of: space)
    }

    /// Opens the store for recording a run; where it can't be written, for reading, with a note.
    package static func forRecording(
        store: StoreLocation, space: SearchSpace?, program: Program, hooks: Hooks
    ) throws -> Workspace {
        do {
            return try Workspace(
                store: store, space: space, access: .readWrite, program: program, hooks: hooks)
        } catch RequestError.unusableStore(let failure) where failure.error.isAboutWriting {
            let workspace = try Workspace(
                store: store, space: space, access: .readOnly, program: program, hooks: hooks)
            workspace.note("this run is not recorded: \(program.explain(failure.error))")
            return workspace
        }
    }

    /// Tells the reader something.
    package func note(_ text: String) { hooks.note(Note(kind: .information, text: text)) }

    /// Tells the reader what speaks against the numbers.
    package func warn(_ text: String) { hooks.note(Note(kind: .warning, text: text)) }

    /// Every device that has a table in the store or the bundle, or a bundled model, with what is
    /// known of it.
    package func devices() throws -> [Device] {
        var byName: [String: Device] = [:]
        for name in try bundledModels()?.devices ?? [] {
            byName[name] = catalogue.description(of: name) ?? Device(name: name)
        }
        for bundled in try shippedDevices() {
            byName[bundled.device.name] = bundled.device
        }
        for stored in try store.devices() { byName[stored.device.name] = stored.device }
        return byName.values.sorted { $0.name < $1.name }
    }

    /// The device of that name or alias.
    /// - Throws: ``RequestError`` with the nearest names.
    package func resolve(_ name: String) throws -> ResolvedDevice {
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
        throw RequestError.unknownDevice(
            name, nearest: NearestName.suggestions(for: name, among: names), known: known.count)
    }

    /// The device's latency table, of the store or the bundle, or nil.
    package func latencyTable(of device: String) throws -> ObjectiveTable? {
        try store.table(.latency(device: device))
            ?? bundledMeasurements(of: device)?.table(in: space)
    }

    /// Whether a table is an oracle: whether it has a latency for more than half of the cells that
    /// compute something. Fewer are samples, and no exact front follows from them.
    package func isWhole(_ table: ObjectiveTable) -> Bool {
        isWhole(count: table.values.count { !$0.isNaN })
    }

    /// Whether a table of so many values is an oracle, so that the others need not be read.
    package func isWhole(count: Int) -> Bool { 2 * count > space.count }

    /// Where the numbers of a device's tables come from.
    package func origin(of device: String) throws -> Origin {
        if let stored = try store.device(named: device) { return stored.origin }
        return try bundledDevice(named: device) == nil ? .published : .measured
    }

    /// The recorded run of that number.
    /// - Throws: ``RequestError`` where there is none.
    package func run(_ id: Int64) throws -> RunRecord {
        if let record = try store.run(id: id) { return record }
        throw RequestError.unknownRun(id, latest: try store.runs().suffix(5).map(\.id))
    }
}

extension DeviceCatalogue {
    /// What the catalogue knows of a device, as the store keeps it.
    package func description(of name: String) -> Device? {
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
    package var isAboutWriting: Bool {
        switch self {
        case .readOnly, .full, .busy, .unreachable, .inputOutput: true
        default: false
        }
    }
}

extension SearchSpace {
    /// The data set of that name.
    /// - Throws: ``RequestError/unknownDataset(_:known:nearest:)``.
    package func knownDataset(_ name: String) throws -> Dataset {
        if let dataset = dataset(named: name) { return dataset }
        let known = definition.datasets.map(\.name)
        throw RequestError.unknownDataset(
            name, known: known, nearest: NearestName.suggestions(for: name, among: known))
    }
}
