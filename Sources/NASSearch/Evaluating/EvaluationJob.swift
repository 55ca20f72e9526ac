import Architectures
import LatencyPrediction
import PlainText

/// Judges estimators on devices left out in turn, with every amount to learn from that was asked
/// for.
package struct EvaluationJob {
    private let workspace: Workspace
    private let evaluation: LeaveOneDeviceOut
    private let features: CellFeatures
    private let settings: LeaveOneDeviceOut.Settings
    private let trains: [Int]
    private let poolSizes: [Int]
    private let descriptors: [DescriptorKind]

    /// Prepares the tables.
    /// - Parameters:
    ///   - trains: Architectures of each pool device to learn from.
    ///   - poolSizes: Devices to learn from; empty for all.
    ///   - descriptors: What describes devices to the estimators that look at descriptors; empty
    ///     for the best that there is.
    package init(
        workspace: Workspace, devices: [PoolDevice], settings: LeaveOneDeviceOut.Settings,
        trains: [Int], poolSizes: [Int], descriptors: [DescriptorKind], seed: UInt64
    ) throws {
        let factory = EstimatorFactory(workspace: workspace)
        var first = settings
        first.train = trains.first
        self.workspace = workspace
        features = factory.features
        evaluation = LeaveOneDeviceOut(
            inputs: try factory.inputs(pool: devices, seed: seed), settings: first)
        self.settings = settings
        self.trains = trains
        self.poolSizes = poolSizes
        self.descriptors = descriptors
    }

    /// An amount to learn from, as rows are marked with it.
    private struct Amount {
        let evaluation: LeaveOneDeviceOut
        let train: Int?
        let poolSize: Int?
    }

    /// Judges.
    /// - Parameters:
    ///   - entries: The kinds; nil for the best predictor of each target's pool.
    ///   - programs: Other programs that are judged, too.
    ///   - firstDraws: Takes them as they come, with how much was learned from where that is marked;
    ///     nil where they are not wanted.
    /// - Throws: ``Cancelled``.
    package func report(
        entries: [PredictorEntry]?, programs: [EstimatorChoice] = [],
        firstDraws: (
            (_ draw: LeaveOneDeviceOut.Predictions, _ train: Int?, _ poolSize: Int?) -> Void
        )? = nil
    ) throws -> EvaluationReport {
        // How far a program has come is told draw by draw.
        var quiet = workspace
        quiet.hooks.progress = { _ in }
        let plan =
            try plan(entries) + programs.map { (try $0.entry(on: quiet), evaluation.targets) }
        let drawsPerKind = { (entry: PredictorEntry) in
            amounts(for: entry).reduce(0) {
                $0 + $1.evaluation.drawsPerTarget
            }
        }
        var progress = workspace.hooks.begin(
            "draws", total: plan.reduce(0) { $0 + drawsPerKind($1.entry) * $1.on.count })
        defer { progress.finish() }
        var done = 0
        workspace.hooks.announceStopping()
        let cache = EvaluationCache(workspace: workspace)
        var rows: [EvaluationRow] = []
        var notes: [String] = []
        for (entry, targets) in plan {
            for amount in amounts(for: entry) {
                var observer = LeaveOneDeviceOut.Observer(
                    afterDraw: {
                        done += 1
                        progress.update(done)
                        if workspace.hooks.isCancelled() {
                            throw Cancelled.evaluating(draws: done)
                        }
                    },
                    recall: { device, fingerprint in
                        cache.draw(of: entry, device: device, fingerprint: fingerprint)
                    },
                    remember: { device, fingerprint, draw in
                        cache.keep(draw, of: entry, device: device, fingerprint: fingerprint)
                    },
                    firstPredictions: firstDraws.map { take in
                        { predictions in
                            take(
                                predictions, entry.learnsFromPool ? amount.train : nil,
                                entry.learnsFromPool ? amount.poolSize : nil)
                        }
                    })
                observer.explain = { workspace.program.explain($0) }
                var result = try amount.evaluation.rows(of: entry, on: targets, observer: observer)
                if entry.learnsFromPool {
                    for index in result.rows.indices {
                        result.rows[index].train = amount.train
                        result.rows[index].poolSize = amount.poolSize
                    }
                }
                rows += result.rows
                notes += result.notes.filter { !notes.contains($0) }
            }
        }
        let twins = Twins(space: workspace.space)
        let judged = evaluation.targets.map { evaluation.devices[$0] }
        return EvaluationReport(
            pool: evaluation.sources, train: trains, repeats: settings.repeats,
            rows: rows,
            noise: judged.compactMap { device in
                twins.noise(of: device.table).map { (device.device, $0) }
            },
            notes: notes + notesOnTables(judged)
                + (plan.contains { $0.entry.learnsFromPool } ? notesOnPools() : [])
                + plan.flatMap { notesOnDescriptors(of: $0.entry, for: $0.on) })
    }

    /// Every amount to learn from and every descriptor to look at that the kind of estimator takes;
    /// the rows are marked where there are several.
    private func amounts(for entry: PredictorEntry) -> [Amount] {
        let amounts = entry.learnsFromPool ? self.amounts : [self.amounts[0]]
        guard entry.readsDescriptor, !descriptors.isEmpty else { return amounts }
        return amounts.flatMap { amount in
            descriptors.map {
                Amount(
                    evaluation: amount.evaluation.described(by: $0), train: amount.train,
                    poolSize: amount.poolSize)
            }
        }
    }

    private var amounts: [Amount] {
        let sizes: [Int?] = poolSizes.isEmpty ? [nil] : poolSizes
        return trains.flatMap { train in
            sizes.map { size in
                Amount(
                    evaluation: evaluation.learning(train: train, poolSize: size),
                    train: trains.count > 1 ? train : nil, poolSize: size)
            }
        }
    }

    /// Which kinds are judged on which targets.
    private func plan(_ entries: [PredictorEntry]?) throws -> [(entry: PredictorEntry, on: [Int])] {
        let targets = evaluation.targets
        if let entries { return entries.map { ($0, targets) } }
        let candidates = EstimatorChoice.predictors
        let chosen = try targets.map { try evaluation.best(of: candidates, for: $0)?.name }
        return candidates.compactMap { entry in
            let served = zip(targets, chosen).filter { $0.1 == entry.name }.map(\.0)
            return served.isEmpty ? nil : (entry, served)
        }
    }

    private func notesOnTables(_ judged: [PoolDevice]) -> [String] {
        var notes = notesOnDrift()
        let folded = judged.filter {
            TestSet.foldsDisconnected($0.table, features: features)
        }.map(\.device)
        if !folded.isEmpty {
            notes.append(
                "cells without a live path are left out of the errors on "
                    + folded.joined(separator: ", ") + ", which folded them away")
        }
        let whole = judged.filter(\.isInWholeMilliseconds).map(\.device)
        if !whole.isEmpty {
            notes.append(
                "whole milliseconds, so that rounding is part of the errors: "
                    + whole.joined(separator: ", "))
        }
        return notes
    }

    /// What 'no drift' is, and whose tables show any.
    private func notesOnDrift() -> [String] {
        let drifting = evaluation.targets.filter(evaluation.hasDrift).map {
            evaluation.devices[$0].device
        }
        guard !drifting.isEmpty else { return [] }
        let what =
            settings.takesDriftOut
            ? "samples and truth, but no pool, are without the drift of "
            : "no drift: ±10 % of a truth without the drift, which the samples keep, of "
        return [
            what + drifting.joined(separator: ", ")
                + " (the running median of 101 neighbours in the published order, the cell itself "
                + "left out, of what an additive fit leaves)"
        ]
    }

    /// What was compared with what, where a kind of estimator looks at descriptors.
    private func notesOnDescriptors(of entry: PredictorEntry, for targets: [Int]) -> [String] {
        guard entry.readsDescriptor,
            evaluation.devices.contains(where: { $0.descriptor != nil })
        else { return [] }
        let kinds: [DescriptorKind?] = descriptors.isEmpty ? [nil] : descriptors
        return kinds.flatMap { kind in
            let described = evaluation.described(by: kind)
            let summaries = targets.compactMap { target in
                described.descriptor(of: entry, for: target).map {
                    (device: evaluation.devices[target].device, choice: $0)
                }
            }
            var seen: Set<String> = []
            return summaries.map(\.choice.summary).filter { seen.insert($0).inserted }.map { text in
                "descriptor of \(entry.name): \(text), for "
                    + summaries.filter { $0.choice.summary == text }.map(\.device)
                    .joined(separator: ", ")
            }
        }
    }

    /// The pairs that a pool without near duplicates would not hold.
    private func notesOnDuplicates() -> [String] {
        let partitions = PoolSelection.partitions(among: evaluation.devices, rule: .sameHardware)
        let pairs = partitions.enumerated().flatMap { target, partition in
            partition.excluded.compactMap { other, reason -> String? in
                guard case .nearDuplicate(let correlation) = reason, target < other else {
                    return nil
                }
                return "\(evaluation.devices[target].device) and "
                    + "\(evaluation.devices[other].device) "
                    + "(r \(NumberFormat.fixed(correlation, 4)))"
            }
        }
        return pairs.isEmpty ? [] : ["near duplicates: \(pairs.joined(separator: ", "))"]
    }

    /// What is out of the pools, and where they are smaller than was asked for.
    private func notesOnPools() -> [String] {
        var notes: [String] = []
        switch settings.poolRule {
        case .strangers: break
        case .sameHardware:
            notes.append(
                "pools hold the target's own hardware, as asked for: the errors say nothing of "
                    + "devices of other hardware")
        case .everyone:
            notes.append(
                "pools hold the target's own hardware and near duplicates, as asked for: the errors "
                    + "say nothing of devices of other hardware")
            notes += notesOnDuplicates()
        }
        for target in evaluation.targets {
            let device = evaluation.devices[target].device
            let excluded = evaluation.excluded(from: target).map { name, reason in
                switch reason {
                case .target: name
                case .sameHardware: "\(name) (same hardware)"
                case .nearDuplicate(let correlation):
                    "\(name) (near duplicate, r \(NumberFormat.fixed(correlation, 4)))"
                }
            }
            if !excluded.isEmpty {
                notes.append(
                    "out of the pool of \(device): \(excluded.joined(separator: ", "))")
            }
        }
        let lonely = evaluation.targets.filter { evaluation.pool(of: $0).isEmpty }
        if !lonely.isEmpty {
            notes.append(
                workspace.program.wording(
                    .emptyPools(devices: lonely.map { evaluation.devices[$0].device })))
        }
        for size in poolSizes {
            let smaller = evaluation.targets.filter { evaluation.pool(of: $0).count < size }
            guard !smaller.isEmpty else { continue }
            notes.append(
                "fewer than \(size) devices are in the pool of "
                    + smaller.map { evaluation.devices[$0].device }.joined(separator: ", ")
                    + ": rows with \(size) have all there are")
        }
        return notes
    }
}

extension PoolDevice {
    /// Whether no latency has a fraction of a millisecond.
    fileprivate var isInWholeMilliseconds: Bool {
        table.covered.allSatisfy {
            table.values[$0.code] == table.values[$0.code].rounded()
        }
    }
}
