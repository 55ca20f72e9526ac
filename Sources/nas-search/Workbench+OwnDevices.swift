import Architectures
import Foundation
import Profiling
import TabularStore

extension Workbench {
    /// A device of this machine that can be measured now.
    /// - Parameters:
    ///   - name: `this-machine`, one that was measured here, or a new name.
    ///   - options: How networks run; for a device that was measured, what it was measured with.
    ///   - dataset: The data set whose networks run; nil for the device's, or the standard one.
    /// - Throws: ``Refusal`` where the name belongs to another kind of device or to another machine.
    func ownDevice(
        named name: String, _ options: MeasuringRequest, dataset: String? = nil
    ) throws -> OwnDevice {
        if name == OwnDevice.requestName {
            let own = try OwnDevice(
                options.setup(dataset: dataset, in: space), timeouts: options.timeouts,
                isStatisticAsked: options.statistic != nil)
            return try checked(options.statistic == nil ? continued(own) : own)
        }
        let stored = try store.device(named: name)
        let sessions = try store.measuringSessions(of: stored?.device.name ?? name)
        if let session = sessions.last {
            guard let record = MeasuringRecord(session), let setup = record.setup else {
                throw Refusal(
                    "\(name) was measured on another machine: measure there with --plan, or give "
                        + "this machine another name")
            }
            let asked = try options.setup(dataset: dataset ?? setup.dataset, in: space)
            if !options.given.isEmpty || dataset != nil,
                let difference = setup.difference(asked, options)
            {
                throw Refusal(
                    "\(name) was measured with \(difference), which is part of the device: leave "
                        + "the option out, or name another device")
            }
            try checkBeforeStart(setup, options, session)
            return try checked(OwnDevice(setup, timeouts: options.timeouts, name: session.device))
        }
        if let stored, !stored.tables.isEmpty {
            throw Refusal(
                "the latencies of \(stored.device.name) were \(stored.origin == .published ? "published" : "imported"), not "
                    + "measured here; give this machine another name, or use "
                    + OwnDevice.requestName)
        }
        if let bundled = try bundledDevice(named: name) {
            throw Refusal(
                "\(name) was measured on the project's machine (\(bundled.circumstances)) and ships "
                    + "with the program; to measure this machine, use \(OwnDevice.requestName) or "
                    + "a new name")
        }
        if try devices().contains(where: { $0.name == name || $0.aliases.contains(name) }),
            stored == nil
        {
            throw Refusal(
                "\(name) is a published device; to measure this machine, use "
                    + "\(OwnDevice.requestName) or a new name")
        }
        guard DeviceName.isUsable(name) else {
            throw Refusal(
                "'\(name.prefix(40))' is no name for a device: expected \(DeviceName.rule)")
        }
        return try checked(
            OwnDevice(
                options.setup(dataset: dataset, in: space), timeouts: options.timeouts, name: name,
                isStatisticAsked: options.statistic != nil))
    }

    /// Refuses what is known to be of another machine, and what only the store names, before
    /// anything is started: a store is data, whoever wrote it.
    /// - Throws: ``Refusal``.
    private func checkBeforeStart(
        _ setup: MeasuringSetup, _ options: MeasuringRequest, _ session: MeasuringSession
    ) throws {
        let known = OwnDevice.identity(of: setup, on: .current())
        try refuse(
            session.device,
            MeasuringSettings.differences(
                session.settings.identity.filter { known[$0.key] != nil }, known))
        if case .command(let text) = setup.runner, options.runner == nil {
            throw Refusal(
                "\(session.device) was measured with a command, and a command runs only where it "
                    + "is given, never because a store remembers it: if it is yours, add "
                    + "--runner \(ShellWord.quoted(text))")
        }
        do {
            _ = try setup.request.setup(dataset: setup.dataset, in: space)
        } catch let refusal as Refusal {
            throw Refusal("what the store holds of \(session.device) can't be repeated: \(refusal)")
        }
    }

    private func refuse(_ device: String, _ differences: [String]) throws {
        guard !differences.isEmpty else { return }
        throw Refusal(
            "\(device) was measured on another machine or in another setting: "
                + "\(differences.joined(separator: "; ")); give this one a name of its own with "
                + "--device")
    }

    /// The device with the statistic and the references that its measurements have: other versions
    /// knew others.
    private func continued(_ device: OwnDevice) throws -> OwnDevice {
        let session = try store.measuringSessions(of: device.name).last
        guard let earlier = session.flatMap(MeasuringRecord.init)?.setup,
            earlier.statistic != device.setup.statistic
                || earlier.references != device.setup.references
        else { return device }
        if device.setup.isPaired, !earlier.isPaired {
            options.note(
                "\(device.name) was measured as \(earlier.statistic.rawValue) and goes on so; to "
                    + "measure in turns with references, give this machine another name with "
                    + "--device")
        }
        return device.with(statistic: earlier.statistic, references: earlier.references)
    }

    /// The device, if the store's measurements of it are of this machine.
    /// - Throws: ``Refusal`` with what differs.
    private func checked(_ device: OwnDevice) throws -> OwnDevice {
        guard let session = try store.measuringSessions(of: device.name).last else { return device }
        try refuse(
            device.name,
            MeasuringSettings.differences(session.settings.identity, device.identity))
        return device
    }

    /// The device of that name or alias, this machine and those that were measured on it included.
    /// - Parameter dataset: The data set whose networks are of interest: this machine is another
    ///   device for each size of input. Nil for the standard one.
    /// - Throws: ``Refusal`` with the nearest names, or where options are for another device.
    func resolve(
        _ name: String, _ options: MeasuringRequest, dataset: String? = nil
    ) throws -> ResolvedDevice {
        let measured = try dataset.map(measuredDataset)
        if name == OwnDevice.requestName {
            let own = try ownDevice(named: name, options, dataset: measured)
            return ResolvedDevice(
                device: own.device, requestedName: name, note: "measured as needed", own: { own })
        }
        var resolved = try resolve(name)
        if let dataset { resolved.inputNote = try inputNote(of: resolved.name, dataset: dataset) }
        if try isMeasuredHere(resolved.name) {
            resolved.own = { try ownDevice(named: resolved.name, options) }
        } else if let option = options.given.first {
            throw Refusal(
                "\(option) is for devices that are measured on this machine, and \(resolved.name) "
                    + "is not: use \(OwnDevice.requestName)")
        }
        return resolved
    }

    /// Whether a device was measured by this program and not from a plan: on this machine, unless
    /// the store was copied.
    func isMeasuredHere(_ device: String) throws -> Bool {
        try store.measuringSessions(of: device).last
            .flatMap { MeasuringRecord($0)?.setup } != nil
    }

    /// Opens what there is: for writing where the device may have to be measured.
    static func forMeasuring(_ options: GlobalOptions, device: String) throws -> Workbench {
        if device == OwnDevice.requestName { return try Workbench(options, access: .readWrite) }
        let bench = try Workbench(options)
        guard let name = try bench.store.device(named: device)?.device.name,
            try bench.isMeasuredHere(name)
        else { return bench }
        return try Workbench.forRecording(options)
    }

    /// The latencies from which samples of a device can be taken: those of networks that were
    /// measured themselves, where some stand for others that are the same graph.
    func sampleTable(of device: String, _ table: ObjectiveTable) throws -> ObjectiveTable {
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

    /// The first setting that was given and differs.
    fileprivate func difference(_ other: MeasuringSetup, _ options: MeasuringRequest) -> String? {
        if options.runner != nil, runner != other.runner { return "--runner \(runner.argument)" }
        if options.kernels != nil, kernels != other.kernels {
            return kernels.map { "--kernels \($0)" } ?? "--runner \(runner.argument)"
        }
        if options.threads != nil, threads != other.threads { return "--threads \(threads)" }
        if options.statistic != nil, statistic != other.statistic {
            return "--statistic \(statistic.rawValue)"
        }
        if options.graph != nil, graph != other.graph { return "--graph \(graph)" }
        if options.batch != nil, batch != other.batch { return "--batch \(batch)" }
        return dataset == other.dataset ? nil : "--dataset \(dataset)"
    }
}
