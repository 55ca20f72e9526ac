import Architectures
import Foundation
import Measuring
import TabularStore

extension Workspace {
    /// A device of this machine that can be measured now.
    /// - Parameters:
    ///   - name: `this-machine`, one that was measured here, or a new name.
    ///   - options: How networks run; for a device that was measured, what it was measured with.
    ///   - dataset: The data set whose networks run; nil for the device's, or the standard one.
    /// - Throws: ``RequestError`` where the name belongs to another kind of device or to another machine.
    package func localDevice(
        named name: String, _ options: MeasuringRequest, dataset: String? = nil
    ) throws -> LocalDevice {
        if name == LocalDevice.requestName {
            if let host = options.place.host {
                throw RequestError.host(.notThisMachine(host: "\(host)"))
            }
            let local = try LocalDevice(
                options.setup(dataset: dataset, in: space), program: program,
                timeouts: options.timeouts, isStatisticAsked: options.statistic != nil)
            return try checked(options.statistic == nil ? continued(local) : local)
        }
        let stored = try store.device(named: name)
        let sessions = try store.measuringSessions(of: stored?.device.name ?? name)
        if let session = sessions.last {
            guard let record = MeasuringRecord(session), let setup = record.setup else {
                throw RequestError.measuredElsewhere(device: name)
            }
            try checkHost(of: record, named: name, options.place)
            let asked = try options.setup(dataset: dataset ?? setup.dataset, in: space)
            if !options.given.isEmpty || dataset != nil,
                let difference = setup.difference(asked, options)
            {
                throw RequestError.otherSetting(
                    difference.setting, value: difference.value, device: name)
            }
            try checkBeforeStart(setup, options, session)
            return try checked(
                LocalDevice(
                    setup, program: program, timeouts: options.timeouts, name: session.device,
                    place: options.place))
        }
        let kind =
            options.place.host.map { RequestError.NewNumbers.measuredOn(host: "\($0)") }
            ?? .measuredHere
        if let stored, !stored.tables.isEmpty {
            throw RequestError.nameTaken(
                stored.device.name, by: .imported(stored.origin), for: kind)
        }
        if let bundled = try bundledDevice(named: name) {
            throw RequestError.nameTaken(
                name, by: .bundled(circumstances: bundled.circumstances), for: kind)
        }
        if try devices().contains(where: { $0.name == name || $0.aliases.contains(name) }),
            stored == nil
        {
            throw RequestError.nameTaken(name, by: .published, for: kind)
        }
        guard DeviceName.isUsable(name) else {
            throw RequestError.unusableName(name, file: nil)
        }
        let local = try checked(
            LocalDevice(
                options.setup(dataset: dataset, in: space), program: program,
                timeouts: options.timeouts, name: name, isStatisticAsked: options.statistic != nil,
                place: options.place))
        try warnUnlessMeant(local)
        return local
    }

    /// Refuses what is known to be of another machine, and what only the store names, before
    /// anything is started: a store is data, whoever wrote it.
    /// - Throws: ``RequestError``.
    private func checkBeforeStart(
        _ setup: MeasuringSetup, _ options: MeasuringRequest, _ session: MeasuringSession
    ) throws {
        var known = LocalDevice.identity(of: setup, on: .current())
        if options.place.host != nil {
            for fact in ["processor", MeasuringSettings.processorModel, "cores"] {
                known[fact] = nil
            }
        }
        try refuse(
            session.device,
            MeasuringSettings.differences(
                session.settings.identity.filter { known[$0.key] != nil }, known))
        if case .command(let text) = setup.runner, options.runner == nil {
            throw RequestError.commandNotGiven(device: session.device, command: text)
        }
        do {
            _ = try setup.request.setup(dataset: setup.dataset, in: space)
        } catch let reason as RequestError {
            throw RequestError.unrepeatable(device: session.device, reason: reason)
        }
    }

    private func refuse(_ device: String, _ differences: [String]) throws {
        guard !differences.isEmpty else { return }
        throw RequestError.otherMachine(device: device, differences: differences)
    }

    /// The device with the statistic and the references that its measurements have: other versions
    /// knew others.
    private func continued(_ device: LocalDevice) throws -> LocalDevice {
        let session = try store.measuringSessions(of: device.name).last
        guard let earlier = session.flatMap(MeasuringRecord.init)?.setup,
            earlier.statistic != device.setup.statistic
                || earlier.references != device.setup.references
        else { return device }
        if device.setup.isPaired, !earlier.isPaired {
            note(
                program.wording(
                    .unpaired(device: device.name, statistic: earlier.statistic.rawValue)))
        }
        return device.with(statistic: earlier.statistic, references: earlier.references)
    }

    /// The device, if the store's measurements of it are of this machine.
    /// - Throws: ``RequestError`` with what differs.
    private func checked(_ device: LocalDevice) throws -> LocalDevice {
        guard let session = try store.measuringSessions(of: device.name).last else { return device }
        try refuse(
            device.name,
            MeasuringSettings.differences(session.settings.identity, device.identity))
        return device
    }

    /// The device of that name or alias, this machine and those that were measured on it included.
    /// - Parameter dataset: The data set whose networks are of interest: this machine is another
    ///   device for each size of input. Nil for the standard one.
    /// - Throws: ``RequestError`` with the nearest names, or where options are for another device.
    package func resolve(
        _ name: String, _ options: MeasuringRequest, dataset: String? = nil
    ) throws -> ResolvedDevice {
        let measured = try dataset.map(measuredDataset)
        if name == LocalDevice.requestName {
            let local = try localDevice(named: name, options, dataset: measured)
            return ResolvedDevice(
                device: local.device, requestedName: name, note: "measured as needed",
                local: { local })
        }
        if options.place.isMeant, try isNew(name) {
            let local = try localDevice(named: name, options, dataset: measured)
            return ResolvedDevice(
                device: local.device, requestedName: nil, note: "measured as needed",
                local: { local })
        }
        var resolved = try resolve(name)
        if let dataset { resolved.inputNote = try inputNote(of: resolved.name, dataset: dataset) }
        if try isReachable(resolved.name, options.place) {
            let own = resolved.name
            resolved.local = { try localDevice(named: own, options) }
        } else if let setting = options.given.first {
            throw RequestError.notLocal(device: resolved.name, setting: setting)
        }
        return resolved
    }

    /// Whether a device was measured by this program and not from a plan: on this machine, unless
    /// the store was copied.
    package func isMeasuredHere(_ device: String) throws -> Bool {
        try store.measuringSessions(of: device).last
            .flatMap { MeasuringRecord($0)?.setup } != nil
    }

    /// Opens what there is: for writing where the device may have to be measured.
    package static func forMeasuring(
        device: String, at place: MeasuringPlace, store: StoreLocation, space: SearchSpace?,
        program: Program, hooks: Hooks
    ) throws -> Workspace {
        if device == LocalDevice.requestName || place.isMeant {
            return try Workspace(
                store: store, space: space, access: .readWrite, program: program, hooks: hooks)
        }
        let workspace = try Workspace(
            store: store, space: space, access: .readOnly, program: program, hooks: hooks)
        guard let name = try workspace.store.device(named: device)?.device.name,
            try workspace.isMeasuredHere(name)
        else { return workspace }
        return try Workspace.forRecording(
            store: store, space: space, program: program, hooks: hooks)
    }

    /// The latencies from which samples of a device can be taken: those of networks that were
    /// measured themselves, where some stand for others that are the same graph.
    package func sampleTable(of device: String, _ table: ObjectiveTable) throws -> ObjectiveTable {
        let measured = try measuredArchitectures(of: device)
        guard !measured.isEmpty, !isWhole(table) else { return table }
        var own = table
        for code in own.values.indices where !measured.contains(Architecture(code: code)) {
            own.values[code] = .nan
        }
        return own
    }
}

extension MeasuringSetup {
    /// The settings as they would be asked for.
    fileprivate var request: MeasuringRequest {
        MeasuringRequest(
            runner: runner, kernels: kernels, threads: threads, statistic: statistic, graph: view,
            batch: batch)
    }

    /// The first setting that was given and differs, with what it was.
    fileprivate func difference(
        _ other: MeasuringSetup, _ options: MeasuringRequest
    ) -> (setting: MeasuringSetting, value: String)? {
        if options.runner != nil, runner != other.runner { return (.runner, runner.argument) }
        if options.kernels != nil, kernels != other.kernels {
            return kernels.map { (.kernels, $0) } ?? (.runner, runner.argument)
        }
        if options.threads != nil, threads != other.threads { return (.threads, "\(threads)") }
        if options.statistic != nil, statistic != other.statistic {
            return (.statistic, statistic.rawValue)
        }
        if options.graph != nil, graph != other.graph { return (.graph, graph) }
        if options.batch != nil, batch != other.batch { return (.batch, "\(batch)") }
        return dataset == other.dataset ? nil : (.dataset, dataset)
    }
}
