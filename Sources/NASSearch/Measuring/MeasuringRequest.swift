import Architectures
import Measuring
import Networks

/// What was asked for of a device of this machine; nil where it was left open.
package struct MeasuringRequest: Codable, Equatable, Sendable {
    package var runner: RunnerChoice?
    package var kernels: String?
    package var threads: Int?
    package var statistic: LatencyStatistic?
    package var graph: GraphView?
    package var batch: Int?
    /// No part of the device.
    package var timeouts = RunnerTimeouts()
    /// Of this call alone.
    package var place = MeasuringPlace()

    /// Gathers it.
    package init(
        runner: RunnerChoice? = nil, kernels: String? = nil, threads: Int? = nil,
        statistic: LatencyStatistic? = nil, graph: GraphView? = nil, batch: Int? = nil,
        timeouts: RunnerTimeouts = RunnerTimeouts(), place: MeasuringPlace = MeasuringPlace()
    ) {
        self.place = place
        self.runner = runner
        self.kernels = kernels
        self.threads = threads
        self.statistic = statistic
        self.graph = graph
        self.batch = batch
        self.timeouts = timeouts
    }

    private enum CodingKeys: String, CodingKey {
        case runner, kernels, threads, statistic, graph, batch
    }

    /// What was asked for, each with its value in words.
    package var values: [(setting: MeasuringSetting, value: String)] {
        let all: [(MeasuringSetting, String?)] = [
            (.runner, runner?.argument), (.kernels, kernels),
            (.threads, threads.map(String.init)), (.statistic, statistic?.rawValue),
            (.graph, graph?.rawValue), (.batch, batch.map(String.init)),
            (.host, place.host?.description),
            (
                .hostPython,
                place.python == MeasuringPlace.standardPython ? nil : place.python
            ),
        ]
        return all.compactMap { setting, value in value.map { (setting, $0) } }
    }

    /// What was asked for.
    package var given: [MeasuringSetting] { values.map(\.setting) }

    /// The settings, with defaults for what was left out.
    /// - Parameter dataset: The data set whose networks run; nil for the one that published tables
    ///   of latencies are of.
    /// - Throws: ``RequestError``.
    package func setup(dataset: String? = nil, in space: SearchSpace) throws -> MeasuringSetup {
        let dataset = dataset ?? space.definition.measuredDataset
        let known = space.definition.datasets.map(\.name)
        guard known.contains(dataset) else {
            throw RequestError.setting(
                .dataset, value: dataset,
                .expectedOne(
                    of: known, nearest: NearestName.suggestions(for: dataset, among: known)))
        }
        if let threads, !(1...1024).contains(threads) {
            throw RequestError.setting(.threads, value: "\(threads)", .expected("1 or more"))
        }
        if let batch, !(1...4096).contains(batch) {
            throw RequestError.setting(.batch, value: "\(batch)", .expected("1 to 4096"))
        }
        let runner = runner ?? .builtin
        if let kernels, runner != .builtin {
            throw RequestError.setting(
                .kernels, value: kernels, .ofBuiltinRunner(other: runner.argument))
        }
        if let batch, batch > 1, case .script(let script) = runner, !script.takesBatches {
            throw RequestError.setting(
                .batch, value: "\(batch)", .oneImage(runner: script.runtime))
        }
        return MeasuringSetup(
            runner: runner,
            kernels: runner == .builtin ? try BuiltinKernels.checked(kernels) : nil,
            threads: threads ?? 1, graph: (graph ?? .asWritten).rawValue, dataset: dataset,
            batch: batch ?? 1, statistic: statistic ?? .standard, space: space.toldDefinition)
    }
}
