import Architectures
import LatencyPrediction
import TabularStore

/// The devices that predictors learn from for a target.
struct DevicePool {
    /// Devices with a whole table in the store, or those that were named.
    let tabulated: [PoolDevice]
    /// Draws from the bundled models of devices of which the store has no whole table.
    let bundled: [PoolDevice]

    /// Everything to learn from.
    var devices: [PoolDevice] { tabulated + bundled }

    /// No devices.
    static let empty = DevicePool(tabulated: [], bundled: [])

    /// From this many whole tables on, the bundled models add nothing.
    private static let tablesForAPrior = 8

    private init(tabulated: [PoolDevice], bundled: [PoolDevice]) {
        self.tabulated = tabulated
        self.bundled = bundled
    }

    /// The devices that were named, else all with a whole table and, where these are few, the
    /// bundled models: without the target's own hardware and near duplicates. Devices that this
    /// project measured are learned from where they are asked for.
    /// - Throws: ``Refusal`` where a named device can't be used.
    init(
        for request: EstimatorRequest, table: ObjectiveTable?, bench: Workbench,
        features: CellFeatures
    ) throws {
        if let names = request.pool {
            self.init(
                tabulated: try names.flatMap { name in
                    name == DeviceGroup.own
                        ? try Self.own(for: request, table: table, bench: bench)
                        : [try Self.named(name, for: request, bench: bench)]
                }, bundled: [])
            return
        }
        let tables = try bench.store.devices().compactMap { stored -> PoolDevice? in
            let name = stored.device.name
            if let info = stored.tables.first(where: { $0.quantity == .latency(device: name) }),
                !bench.isWhole(count: info.count)
            {
                return nil
            }
            guard let table = try bench.latencyTable(of: name), bench.isWhole(table) else {
                return nil
            }
            return PoolDevice(
                device: name, hardware: stored.device.hardware ?? name, table: table,
                descriptor: try StoredDescriptor.stored(for: name, on: bench)?
                    .forPrediction())
        }
        var drawn: [PoolDevice] = []
        if tables.count < Self.tablesForAPrior {
            let models = try BundledLatencyModels.bundled()
            let known = Set(tables.map(\.device))
            drawn = models.poolDevices(
                models.devices.filter { !known.contains($0) },
                hardware: { bench.catalogue.device(named: $0)?.device.hardware ?? $0 },
                features: features)
        }
        let device = request.device
        let selected = PoolSelection.pool(
            for: device.name, hardware: device.device.hardware ?? device.name,
            // A few samples can't tell near duplicates.
            table: table.flatMap { bench.isWhole($0) ? $0 : nil },
            from: tables + drawn
        ).devices
        let isDrawn = Set(drawn.map(\.device))
        self.init(
            tabulated: selected.filter { !isDrawn.contains($0.device) },
            bundled: selected.filter { isDrawn.contains($0.device) })
    }

    private static func named(
        _ name: String, for request: EstimatorRequest, bench: Workbench
    ) throws -> PoolDevice {
        let device = try bench.resolve(name)
        guard device.name != request.device.name else {
            throw Refusal("--pool \(name): the target can't be in its own pool")
        }
        guard let pool = try bench.poolDevice(device.name, ofItsOwn: false) else {
            throw Refusal(
                "--pool \(name): the store has no latencies of \(device.name); take them in with "
                    + "`nas-search data import FOLDER`")
        }
        return pool
    }

    /// The project's own devices, without the target and its near duplicates.
    private static func own(
        for request: EstimatorRequest, table: ObjectiveTable?, bench: Workbench
    ) throws -> [PoolDevice] {
        let device = request.device.name
        let isJudged = try bench.bundledDevice(named: device) != nil
        return PoolSelection.pool(
            for: device, hardware: device,
            table: table.flatMap { isJudged || bench.isWhole($0) ? $0 : nil },
            from: try bench.ownDeviceNames().compactMap {
                try bench.poolDevice($0, ofItsOwn: true)
            }
        ).devices
    }
}
