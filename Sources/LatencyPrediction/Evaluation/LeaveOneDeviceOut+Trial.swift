import Architectures
import Statistics

extension LeaveOneDeviceOut {
    /// One kind of estimator on one target after the other. Whatever has to be trained is trained
    /// when the first draw needs it that nobody recalls.
    struct Trial {
        private let entry: PredictorEntry
        private let evaluation: LeaveOneDeviceOut
        private let observer: Observer
        private var maker: PredictorEntry.Maker?
        private var shared: (any LatencyPredictor)?
        /// By pool, of one target.
        private var predictors: [[Int]: any LatencyPredictor] = [:]
        /// Devices of which it was said that they are not predicted whole.
        private var incomplete: Set<String> = []
        /// Architectures that the last estimator read.
        private var used = 0
        private(set) var rows: [EvaluationRow] = []
        private(set) var notes: [String] = []

        init(entry: PredictorEntry, evaluation: LeaveOneDeviceOut, observer: Observer) {
            self.entry = entry
            self.evaluation = evaluation
            self.observer = observer
        }

        /// One draw's circumstances.
        private struct Case {
            let target: Int
            let pool: [Int]
            let samples: [Architecture]
            let sampling: SamplingStrategy?
            let draw: Int
        }

        /// Adds the rows of a target.
        mutating func judge(_ target: Int) throws {
            predictors.removeAll()
            let settings = evaluation.settings
            if !entry.isTrained,
                let predictor = try noting(target, { try $0.predictor(Array($1)) })
            {
                guard predictor.minimumSamples > 0 else {
                    return try judgeWithoutSamples(target)
                }
            }
            let candidates = Self.candidates(evaluation.judgedTable(of: target))
            for count in settings.samples {
                guard count > 0 else {
                    try judgeWithoutSamples(target)
                    continue
                }
                for sampling in settings.samplings {
                    let row = try noting(target) { trial, _ in
                        try trial.row(target, count, sampling, among: candidates)
                    }
                    if let row { rows.append(row) }
                }
            }
        }

        /// What can be measured of a device.
        private static func candidates(_ table: ObjectiveTable) -> [Architecture] {
            table.covered.filter { table.values[$0.code] > 0 && table.values[$0.code].isFinite }
        }

        private mutating func judgeWithoutSamples(_ target: Int) throws {
            let name = evaluation.devices[target].device
            let row = try noting(target) { trial, pool -> EvaluationRow? in
                let draw = try trial.outcome(
                    Case(target: target, pool: pool, samples: [], sampling: nil, draw: 0))
                guard draw.scores.count > 0 else { return nil }
                return EvaluationRow(
                    device: name, latencySource: trial.entry.name, samples: 0, sampling: nil,
                    used: trial.entry.minimumSamples == 0 ? trial.used : nil,
                    descriptor: trial.descriptor(target), draws: [draw])
            }
            if let row = row.flatMap({ $0 }) { rows.append(row) }
        }

        private mutating func row(
            _ target: Int, _ count: Int, _ sampling: SamplingStrategy,
            among candidates: [Architecture]
        ) throws -> EvaluationRow {
            let selector = SampleSelector(features: evaluation.inputs.features)
            let draws = try (0..<evaluation.draws).map { draw in
                var generator = SeededGenerator(seed: evaluation.inputs.seed &+ UInt64(draw))
                let pool = evaluation.pool(of: target, draw: draw)
                let start =
                    sampling == .adaptive ? min(count, SamplingStrategy.leastForAdvice) : count
                var picked = try selector.pick(
                    start, by: sampling, among: candidates, using: &generator)
                if start < count {
                    picked = try followed(
                        picked, to: count, of: target, pool: pool, among: candidates,
                        using: &generator)
                }
                return try outcome(
                    Case(
                        target: target, pool: pool,
                        samples: picked, sampling: sampling, draw: draw))
            }
            return EvaluationRow(
                device: evaluation.devices[target].device, latencySource: entry.name,
                samples: count, sampling: sampling, descriptor: descriptor(target),
                draws: draws)
        }

        /// The first picks and, one after the other, what the estimator asks for after them; where it
        /// doesn't ask, as many are chosen at once.
        private mutating func followed(
            _ first: [Architecture], to count: Int, of target: Int, pool: [Int],
            among candidates: [Architecture], using generator: inout SeededGenerator
        ) throws -> [Architecture] {
            var picked = first
            while picked.count < count {
                let known = self.target(evaluation.devices[target], picked, target)
                guard
                    let adviser = try predictor(pool).adapted(to: known) as? any SampleAdvising,
                    let next = try adviser.nextSample(
                        among: candidates, seed: evaluation.inputs.seed)
                else {
                    return try picked
                        + SampleSelector(features: evaluation.inputs.features).chosen(
                            count - picked.count, among: candidates, after: picked,
                            using: &generator)
                }
                picked.append(next)
            }
            return picked
        }

        /// A device of which some architectures were measured.
        private func target(
            _ device: PoolDevice, _ samples: [Architecture], _ position: Int
        ) -> AdaptationTarget {
            let table = evaluation.judgedTable(of: position)
            return AdaptationTarget(
                device: device.device,
                samples: samples.map {
                    LatencySample(architecture: $0, milliseconds: table.values[$0.code])
                }, table: table,
                operatorLatencies: device.descriptor?.operatorLatencyTable,
                descriptor: device.descriptor)
        }

        /// What described devices; nil where that was nothing but samples, unless asked for.
        private func descriptor(_ target: Int) -> DescriptorKind? {
            let kind = evaluation.descriptor(of: entry, for: target)?.kind
            return kind == .samples ? evaluation.inputs.descriptor : kind
        }

        /// What comes of a draw, recalled or found out.
        private mutating func outcome(_ one: Case) throws -> EvaluationRow.Draw {
            let device = evaluation.devices[one.target]
            let table = evaluation.judgedTable(of: one.target)
            let target = target(device, one.samples, one.target)
            let fingerprint = entry.isTrained ? self.fingerprint(of: one, target) : nil
            let isWanted = one.draw == 0 && observer.firstPredictions != nil
            if let fingerprint, !isWanted,
                let draw = observer.recall(device.device, fingerprint)
            {
                try observer.afterDraw()
                return draw
            }
            let estimator = try predictor(one.pool).adapted(to: target)
            used = estimator.usedArchitectures.count
            if entry.minimumSamples == 0, device.descriptor?.operatorLatencyTable != nil {
                notes.append("\(entry.name) on \(device.device): \(estimator.summary)")
            }
            let whole = TestSet(
                table: table, without: estimator.usedArchitectures,
                features: evaluation.inputs.features)
            let (test, estimates) = whole.predicted(
                by: try estimator.estimate(whole.architectures))
            noteUnpredicted(whole.truth.count - test.truth.count, of: whole, on: device.device)
            let states = estimates.standardDeviations.allSatisfy { $0.isFinite }
            func coverage(_ z: Double) -> Double? {
                states ? intervalCoverage(of: test.truth, by: estimates, z: z) : nil
            }
            let draw = EvaluationRow.Draw(
                scores: PredictionScores(
                    predictions: estimates.milliseconds, truth: test.truth),
                coverage80: coverage(NormalInterval.of80),
                coverage95: coverage(NormalInterval.of95),
                within10WithoutDrift: shareWithin(
                    0.1, of: evaluation.truthWithoutDrift(test, of: one.target),
                    estimates.milliseconds))
            if let fingerprint { try observer.remember(device.device, fingerprint, draw) }
            if isWanted {
                try observer.firstPredictions?(
                    Predictions(
                        device: device.device, latencySource: entry.name,
                        samples: one.samples.count, sampling: one.sampling,
                        descriptor: descriptor(one.target), draw: one.draw,
                        architectures: test.architectures, truth: test.truth,
                        estimates: estimates))
            }
            try observer.afterDraw()
            return draw
        }

        /// Says once a device of how much of it an estimator says nothing.
        private mutating func noteUnpredicted(_ count: Int, of test: TestSet, on device: String) {
            guard count > 0, incomplete.insert(device).inserted else { return }
            notes.append(
                "\(entry.name) predicts nothing for \(count) of \(test.truth.count) architectures "
                    + "of \(device), on which it is not judged")
        }

        /// Everything that decides a draw: the estimator's inputs and the table of the test.
        private func fingerprint(of one: Case, _ target: AdaptationTarget) -> String {
            var inputs = evaluation.inputs(of: entry)
            let everyone = inputs.pool
            inputs.pool = one.pool.map { everyone[$0] }
            var fingerprint = InputFingerprint(of: "evaluation 4")
            fingerprint.combine(entry.fingerprint(of: target, inputs: inputs))
            fingerprint.combine(evaluation.judgedTable(of: one.target))
            return fingerprint.digits
        }

        private mutating func predictor(_ pool: [Int]) throws -> any LatencyPredictor {
            if let shared { return shared }
            if let known = predictors[pool] { return known }
            let make = try maker ?? entry.prepare(evaluation.inputs(of: entry))
            maker = make
            guard entry.learnsFromPool else {
                let predictor = try make([])
                shared = predictor
                return predictor
            }
            let predictor = try make(pool)
            predictors[pool] = predictor
            return predictor
        }

        /// Works on a target's first pool; what the estimator can't do is a note, said once.
        private mutating func noting<Value>(
            _ target: Int, _ body: (inout Trial, [Int]) throws -> Value
        ) throws -> Value? {
            let pool = evaluation.pool(of: target, draw: 0)
            do {
                return try body(&self, pool)
            } catch let error as LatencyPredictionError {
                let note: String
                if case .tooFewSamples(_, let needed, let given) = error {
                    note =
                        "\(entry.name) needs \(needed) samples or more: "
                        + "there are no rows with \(given)"
                } else {
                    note =
                        "\(evaluation.devices[target].device) is left out for \(entry.name): "
                        + observer.explain(error)
                }
                if !notes.contains(note) { notes.append(note) }
                return nil
            }
        }
    }
}
