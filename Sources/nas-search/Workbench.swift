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

    var name: String { device.name }
}

/// What every command works on: the space, the store as it is, the catalogue of devices, the bundle.
struct Workbench {
    let options: GlobalOptions
    let space: SearchSpace
    let catalogue: DeviceCatalogue
    let store: TabularStore

    /// Opens what there is. A store that does not exist yet is empty.
    /// - Throws: ``Refusal`` where the store can't be used.
    init(_ options: GlobalOptions, access: TabularStore.Access = .readOnly) throws {
        self.options = options
        space = try SearchSpace.nasBench201()
        catalogue = try DeviceCatalogue.bundled()
        do {
            store = try TabularStore.open(options.storeLocation, space: space, access: access)
        } catch {
            throw Refusal("\(error)")
        }
    }

    /// Every device that has a table in the store or a bundled model, with what is known of it.
    func devices() throws -> [Device] {
        var byName: [String: Device] = [:]
        for name in try BundledLatencyModels.bundled().devices {
            byName[name] = catalogue.device(named: name) ?? Device(name: name)
        }
        for stored in try store.devices() { byName[stored.device.name] = stored.device }
        return byName.values.sorted { $0.name < $1.name }
    }

    /// The device of that name or alias.
    /// - Throws: ``Refusal`` with the nearest names.
    func resolve(_ name: String) throws -> ResolvedDevice {
        let known = try devices()
        if let device = known.first(where: { $0.name == name }) {
            return ResolvedDevice(device: device, requestedName: nil, note: nil)
        }
        if let alias = catalogue.alias(named: name),
            let device = known.first(where: { $0.name == alias.device })
        {
            return ResolvedDevice(device: device, requestedName: name, note: alias.note)
        }
        if let device = known.first(where: { $0.aliases.contains(name) }) {
            return ResolvedDevice(device: device, requestedName: name, note: nil)
        }
        let names = known.flatMap { [$0.name] + $0.aliases } + catalogue.aliasNames
        throw Refusal(
            "unknown device '\(name)'" + NearestName.question(for: name, among: names)
                + " `nas-search devices` lists all \(known.count)")
    }

    /// The device's latency table, or nil.
    func latencyTable(of device: String) throws -> ObjectiveTable? {
        try store.table(.latency(device: device))
    }
}
