import Architectures
import LatencyPrediction
import TabularStore

/// The devices that predictors learn from for a target.
package struct DevicePool {
    /// Devices with a whole table in the store, or those that were named.
    package let tabulated: [PoolDevice]
    /// Draws from the bundled models of devices of which the store has no whole table.
    package let bundled: [PoolDevice]

    /// Everything to learn from.
    package var devices: [PoolDevice] { tabulated + bundled }

    /// No devices.
    package static let empty = DevicePool(tabulated: [], bundled: [])

    /// From this many whole tables on, the bundled models add nothing.
    private static let tablesForAPrior = 8

    private init(tabulated: [PoolDevice], bundled: [PoolDevice]) {
        self.tabulated = tabulated
        self.bundled = bundled
    }

    /// The devices that were named, else all with a whole table and, where these are few, the
    /// bundled models: without the target's own hardware and near duplicates. Devices that this
    /// project measured are learned from where they are asked for.
    /// - Throws: ``RequestError`` where a named device can't be used.
    package init(
        for request: EstimatorRequest, table: ObjectiveTable?, workspace: Workspace,
        features: CellFeatures
    ) throws {
        if let names = request.pool {
            self.init(
                tabulated: try names.flatMap { name in
                    DeviceGroup.bundled.contains(name)
                        ? try Self.bundledDevices(for: request, table: table, workspace: workspace)
                        : [try Self.named(name, for: request, workspace: workspace)]
                }, bundled: [])
            return
        }
        let tables = try workspace.store.devices().compactMap { stored -> PoolDevice? in
            let name = stored.device.name
            if let info = stored.tables.first(where: { $0.quantity == .latency(device: name) }),
                !workspace.isWhole(count: info.count)
            {
                return nil
            }
            guard let table = try workspace.latencyTable(of: name), workspace.isWhole(table) else {
                return nil
            }
            return PoolDevice(
                device: name, hardware: stored.device.hardware ?? name, table: table,
                descriptor: try StoredDescriptor.stored(for: name, on: workspace)?
                    .forPrediction())
        }
        var drawn: [PoolDevice] = []
        if tables.count < Self.tablesForAPrior, let models = try workspace.bundledModels() {
            let known = Set(tables.map(\.device))
            drawn = models.poolDevices(
                models.devices.filter { !known.contains($0) },
                hardware: { workspace.catalogue.device(named: $0)?.device.hardware ?? $0 },
                features: features)
        }
        let device = request.device
        let selected = PoolSelection.pool(
            for: device.name, hardware: device.device.hardware ?? device.name,
            // A few samples can't tell near duplicates.
            table: table.flatMap { workspace.isWhole($0) ? $0 : nil },
            from: tables + drawn
        ).devices
        let isDrawn = Set(drawn.map(\.device))
        self.init(
            tabulated: selected.filter { !isDrawn.contains($0.device) },
            bundled: selected.filter { isDrawn.contains($0.device) })
    }

    private static func named(
        _ name: String, for request: EstimatorRequest, workspace: Workspace
    ) throws -> PoolDevice {
        let device = try workspace.resolve(name)
        guard device.name != request.device.name else {
            throw RequestError.targetInPool(name)
        }
        guard let pool = try workspace.poolDevice(device.name, ofItsOwn: false) else {
            throw RequestError.noLatencies(device: device.name, for: .pool(name))
        }
        return pool
    }

    /// The bundled devices, without the target and its near duplicates.
    private static func bundledDevices(
        for request: EstimatorRequest, table: ObjectiveTable?, workspace: Workspace
    ) throws -> [PoolDevice] {
        let device = request.device.name
        let isJudged = try workspace.bundledDevice(named: device) != nil
        return PoolSelection.pool(
            for: device, hardware: device,
            table: table.flatMap { isJudged || workspace.isWhole($0) ? $0 : nil },
            from: try workspace.bundledDeviceNames().compactMap {
                try workspace.poolDevice($0, ofItsOwn: true)
            }
        ).devices
    }
}
