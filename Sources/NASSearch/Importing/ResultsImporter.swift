import Architectures
import Foundation
import Measuring
import PlainText
import Profiling
import PublishedFormats
import TabularStore

/// Takes results of other machines into the store, as measured devices.
package struct ResultsImporter {
    package let workspace: Workspace

    /// Gathers it.
    package init(
        workspace: Workspace
    ) {
        self.workspace = workspace
    }

    /// A file with what came of it.
    package struct Outcome {
        package let results: MeasurementResults
        /// The device's name in the store.
        package let device: String
        package let summary: MeasurementImportSummary
        /// What the reader has to know.
        package let notes: [String]
        /// What speaks against the numbers.
        package let warnings: [String]
    }

    /// Imports files one after the other, each whole or not at all.
    /// - Parameters:
    ///   - names: The device's name, or other names for those that the files state.
    ///   - overwrite: Whether new latencies count in place of earlier ones of the same networks.
    /// - Throws: ``RequestError``, `StoreError`.
    package func importFiles(
        _ files: [MeasurementResults], as names: ImportNames, overwrite: Bool
    ) throws -> [Outcome] {
        // In the order in which they were begun, whatever their names are.
        try files.sorted { ($0.startedAt, $0.path) < ($1.startedAt, $1.path) }.map {
            try importFile(
                $0, as: names.name ?? names.renamed[$0.device], overwrite: overwrite)
        }
    }

    private func importFile(
        _ results: MeasurementResults, as name: String?, overwrite: Bool
    ) throws -> Outcome {
        let device = name ?? results.device
        guard DeviceName.isUsable(device) else {
            throw RequestError.unusableName(device, file: results.path)
        }
        guard workspace.catalogue.device(named: device) == nil else {
            throw RequestError.nameTaken(
                device, by: .published, for: .file(results.path))
        }
        try checkEveryRun(of: results)
        let plan = try plan(results.planSHA256)
        let space = workspace.space.toldDefinition
        if let plan, plan.space?.named(space?.title) != space {
            throw RequestError.otherSpaceInFile(
                results.path, of: plan.space?.name ?? SearchSpace.publishedName,
                not: workspace.space.name)
        }
        let runner = Self.description(results.runner)
        let known = Device(
            name: device, title: "\(runner.hardware), \(runner.runtime)",
            hardware: runner.hardware, kind: runner.kind, runtime: runner.runtime,
            batch: plan?.batch, threads: runner.threads, precision: runner.precision,
            source: "measured with a plan of nas-search",
            protocolNotes: protocolNotes(plan, results))
        let summary = try workspace.store.importMeasurements(
            MeasurementFile(
                path: results.path, sha256: results.sha256, bytes: results.bytes,
                format: Self.format, device: known,
                settings: try settings(results, runner: runner, plan: plan),
                startedAt: results.startedAt, measurements: measurements(results),
                scale: try scale(results, of: device)),
            overwrite: overwrite)
        var notes = results.notes
        if !results.failures.isEmpty {
            notes.append(
                "\(results.failures.count) could not be measured there, such as \(results.failures[0])"
            )
        }
        if plan == nil {
            notes.append(
                "the plan is not in this store, so that data set, batch and graph are unknown")
        }
        if try keepDescriptor(results, device: device, runner: runner, plan: plan) {
            notes.append("\(results.operators.count) operator latencies are its descriptor")
        }
        return Outcome(
            results: results, device: device, summary: summary, notes: notes,
            warnings: warnings(results))
    }

    /// The runs that count are those that all runs tell, where these came along.
    private func checkEveryRun(of results: MeasurementResults) throws {
        func check(
            _ name: String, _ every: TurnRuns??, _ own: [Double], _ beside: [Double]
        ) throws {
            guard let every else { return }
            guard let every,
                TrialRuns(every).tell(
                    references: beside.map { Float($0) }, network: own.map { Float($0) })
            else {
                throw RequestError.unreadableExport(
                    file: results.path,
                    reason: "the runs that count of \(name) are not those that every run tells; "
                        + "take the file as the script wrote it")
            }
        }
        for network in results.networks + results.references {
            try check(
                "index \(workspace.space.publishedIndex(of: network.architecture))",
                network.every.map(\.turns), network.milliseconds, network.referenceMilliseconds)
        }
        for one in results.operators {
            try check(
                "operator \(one.name)", one.every.map(\.turns), one.milliseconds,
                one.referenceMilliseconds)
        }
    }

    /// What the runs show.
    private func warnings(_ results: MeasurementResults) -> [String] {
        let twofold = results.networks.compactMap { network in
            RunGroups(network.milliseconds).map { (network, $0) }
        }
        guard let (network, groups) = twofold.first else { return [] }
        let index = workspace.space.publishedIndex(of: network.architecture)
        return [
            "the runs of \(twofold.count) of \(results.networks.count) networks fall into two groups, "
                + "such as \(NumberFormat.digits(groups.faster, 4)) and "
                + "\(NumberFormat.digits(groups.slower, 4)) ms of index \(index); "
                + "\(MeasurementWarning.twoGroups.cause): \(MeasurementWarning.twoGroups.remedy)"
        ]
    }

    /// As what files of results are recorded.
    package static let format = "measurement results"

    private func plan(_ sha256: String) throws -> MeasuringPlan.Header? {
        try workspace.store.artefacts(kind: MeasuringPlan.artefactKind)
            .first { $0.name == sha256 }
            .flatMap {
                try? JSONDecoder().decode(MeasuringPlan.Header.self, from: Data($0.content))
            }
    }

    /// What stands for runs without references: what a network takes on the machine as it is.
    package static let statistic = LatencyStatistic.interquartileMean

    /// Whether everything took turns with references.
    private static func isPaired(_ results: MeasurementResults) -> Bool {
        !results.networks.isEmpty
            && results.networks.allSatisfy { !$0.referenceMilliseconds.isEmpty }
    }

    /// What the references take at full speed there, by all that is known; nil where that is what
    /// was known before, or nothing took turns.
    private func scale(
        _ results: MeasurementResults, of device: String
    ) throws -> LatencyScale? {
        guard Self.isPaired(results) else { return nil }
        let known = try workspace.store.referenceTrials(of: device).map {
            PairedRuns.referenceLevels(of: $0.runs, turns: $0.turns)
        }
        let found = ReferenceScale(
            levels: known
                + results.networks.map {
                    PairedRuns.referenceLevels(
                        of: $0.referenceMilliseconds.map { Float($0) },
                        turns: $0.milliseconds.count)
                })
        let last = try workspace.store.latencyScales(of: device).last
        guard let found else { return nil }
        if let last, !found.supersedes(last.reference) { return nil }
        return LatencyScale(
            version: (last?.version ?? 0) + 1, milliseconds: found.milliseconds,
            relativeError: found.relativeError, blocks: found.blocks,
            setAt: Date().timeIntervalSince1970)
    }

    private static func description(_ runner: MeasurementResults.Runner) -> RunnerDescription {
        RunnerDescription(
            name: runner.name, runtime: runner.runtime, hardware: runner.hardware,
            kind: runner.kind, threads: runner.threads, precision: runner.precision ?? "fp32",
            accepts: [], facts: runner.facts ?? [:])
    }

    private func protocolNotes(_ plan: MeasuringPlan.Header?, _ results: MeasurementResults)
        -> String
    {
        let runs = results.networks.map(\.milliseconds.count)
        let count = runs.isEmpty ? "" : "\(runs.min() ?? 0) to \(runs.max() ?? 0) runs, "
        let statistic = Self.isPaired(results) ? LatencyStatistic.paired : Self.statistic
        return plan.map {
            "\($0.dataset), \($0.graph), batch \($0.batch), \($0.runs) runs after \($0.warmup), "
                + statistic.summary
        } ?? count + statistic.summary
    }

    private func settings(
        _ results: MeasurementResults, runner: RunnerDescription, plan: MeasuringPlan.Header?
    ) throws -> MeasuringSettings {
        var identity = LocalDevice.identity(runner)
        identity["threads"] = runner.threads.map(String.init)
        if let plan {
            identity["dataset"] = plan.dataset
            identity["graph"] = plan.graph
            identity["batch"] = "\(plan.batch)"
        }
        if Self.isPaired(results) {
            identity["statistic"] = LatencyStatistic.paired.rawValue
            identity["references"] = plan?.references?.joined(separator: " ") ?? "unknown"
        }
        return MeasuringSettings(
            identity: identity, machineJSON: try CompactJSON.text(runner.facts),
            protocolJSON: try CompactJSON.text(
                MeasuringRecord(
                    setup: nil, timing: nil, runner: runner,
                    summary: protocolNotes(plan, results), planSHA256: results.planSHA256)),
            software: workspace.program.version)
    }

    private func measurements(_ results: MeasurementResults) -> [NetworkMeasurement] {
        func measurement(
            _ network: MeasurementResults.Network, _ role: NetworkMeasurement.Role
        ) -> NetworkMeasurement {
            let runs = network.milliseconds.map { Float($0) }
            let beside = network.referenceMilliseconds.map { Float($0) }
            let ratio = PairedRuns(network: runs, references: beside).map { PairedRatio([$0]) }
            return NetworkMeasurement(
                architecture: network.architecture,
                milliseconds: LatencyStatistics(network.milliseconds)[Self.statistic].value,
                samples: runs, measuredAt: results.startedAt, role: role,
                pairing: Self.isPaired(results)
                    ? ratio.map {
                        NetworkPairing(
                            logRatio: $0.logRatio, relativeError: $0.relativeError,
                            references: beside,
                            every: network.every?.turns.map(TrialRuns.init))
                    } : nil)
        }
        return results.networks.map { measurement($0, .current) }
            + results.references.map { measurement($0, .reference) }
    }

    /// Keeps the operators as the device's descriptor, where the file has one of every kind.
    private func keepDescriptor(
        _ results: MeasurementResults, device: String, runner: RunnerDescription,
        plan: MeasuringPlan.Header?
    ) throws -> Bool {
        guard !results.operators.isEmpty,
            let dataset = workspace.space.dataset(
                named: plan?.dataset ?? workspace.space.definition.measuredDataset)
        else { return false }
        let workloads = OperatorWorkload.all(
            of: workspace.space, for: dataset, batch: plan?.batch ?? 1)
        let scale = try workspace.store.latencyScales(of: device).last?.milliseconds
        func pairing(
            _ found: MeasurementResults.Operator, _ scale: Double
        ) -> Measuring.Measurement.Pairing? {
            guard Self.isPaired(results), !found.referenceMilliseconds.isEmpty else { return nil }
            return Measuring.Measurement.Pairing(
                references: found.referenceMilliseconds.map { Float($0) },
                scaleMilliseconds: scale, probeNanoseconds: nil, every: found.every?.turns)
        }
        let profiles = workloads.map { workload -> OperatorProfile in
            // A script that went on after an interruption may have measured one twice.
            let found = results.operators.last {
                $0.name == workload.name && $0.channels == workload.channels
                    && $0.size == workload.size
            }
            return OperatorProfile(
                workload,
                latency: found.map { found in
                    let pairing = scale.flatMap { pairing(found, $0) }
                    return Measuring.Measurement(
                        samples: found.milliseconds.map { Float($0) },
                        warmupRuns: plan?.warmup ?? 0, firstRunMilliseconds: nil,
                        startedAt: results.startedAt, warnings: [],
                        statistic: pairing == nil ? Self.statistic : .paired, pairing: pairing)
                }, counters: [:], problem: found == nil ? "it is not in the results" : nil)
        }
        guard profiles.allSatisfy({ $0.latency != nil }) else { return false }
        let facts = try JSONDecoder().decode(
            MachineFacts.self, from: Data(#"{"cores":0,"caches":[],"isContainer":false}"#.utf8))
        try StoredDescriptor.save(
            DeviceDescriptor(
                dataset: dataset.name, batch: plan?.batch ?? 1, runner: runner, machine: facts,
                counterSource: .none, counterReason: "measured on another machine from a plan",
                startedAt: results.startedAt, operators: profiles),
            for: device, in: workspace.store)
        return true
    }
}

extension MeasurementResults.EveryRun {
    /// The runs as the rule for those that count reads them; nil where they are no turns.
    var turns: TurnRuns? {
        TurnRuns(order: order, milliseconds: milliseconds.map { Float($0) })
    }
}
