import AccuracyPrediction
import Architectures
import ArgumentParser
import Foundation
import Search

/// Errors of the accuracy surrogate on held-out cells, and the fronts that it leads to.
struct SurrogateBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "surrogate-cv",
        abstract: "Cross-validates the accuracy surrogate; fronts under it, per device.")

    @OptionGroup var published: PublishedDataOption

    @Option(
        help: "Devices whose fronts are compared.",
        transform: { $0.split(separator: ",").map(String.init) })
    var devices = [
        "gold_6226", "gold_6240", "silver_4210r", "1080ti_1", "2080ti_1", "titan_rtx_1",
        "titanx_1", "titanxp_1", "titan_rtx_256", "pixel3", "raspi4", "eyeriss",
        "embedded-tpu-edge-tpu-int8", "mobile-cpu-snapdragon-855-kryo-485-int8",
    ]

    @Option(help: "Numbers in a node's state.")
    var state = CellNetworkTrainer.Settings().state

    @Option(help: "Hidden units of an operator's function.")
    var hidden = CellNetworkTrainer.Settings().hidden

    @Option(help: "Hidden units of the readout.")
    var readout = CellNetworkTrainer.Settings().readout

    @Option(help: "Networks whose mean is taken.")
    var members = CellNetworkTrainer.Settings().members

    @Option(help: "Passes over the cells.")
    var epochs = CellNetworkTrainer.Settings().epochs

    @Option(help: "Weight decay.")
    var weightDecay = CellNetworkTrainer.Settings().weightDecay

    @Option(help: "Errors far beyond this count by their size, not its square.")
    var tolerance = CellNetworkTrainer.Settings().tolerance

    @Option(help: "How much more the best and the worst cells count.")
    var stretch = CellNetworkTrainer.Settings().stretch

    @Flag(help: "Hold out labelled graphs, whose copies with other dead edges may be seen.")
    var graphs = false

    func run() throws {
        let space = try SearchSpace.nasBench201()
        let published = try PublishedTables(folder: published.data, space: space)
        var settings = CellNetworkTrainer.Settings()
        settings.state = state
        settings.hidden = hidden
        settings.readout = readout
        settings.members = members
        settings.epochs = epochs
        settings.weightDecay = weightDecay
        settings.tolerance = tolerance
        settings.stretch = stretch
        settings.holdsOutNetworks = !graphs
        let chosen = SurrogateErrors.tables(of: published, space: space)
        let fit = SurrogateFitter(space: space, settings: settings)
            .fit(chosen.map { ($0.key, $0.entry.table) })
        let bundle = fit.bundle(command: "", inputs: [], errors: SurrogateErrors.errors(of:))
        print("\(bundle.parameterCount) parameters for \(bundle.models.count) tables")
        print(column("", -24) + column("held out", 32) + column("seen", 32))
        print(column("", -24) + SurrogateErrors.head + SurrogateErrors.head)
        for model in bundle.models {
            print(
                column("\(model.key.dataset) \(model.key.split.rawValue)", -24)
                    + SurrogateErrors.line(model.heldOut) + SurrogateErrors.line(model.seen))
        }
        for outcome in fit.outcomes where outcome.key.split == .valid {
            let final = try bundle.surrogate(of: outcome.key, space: space)?
                .accuracy(of: space.architectures)
            guard let final else { continue }
            printCalibration(outcome, deviations: final.standardDeviations)
            try printFronts(outcome, final: final.percent, tables: published, space: space)
        }
    }

    /// Shares of held-out errors within multiples of the stated σ: 80 % and 95 % of a normal's.
    private func printCalibration(_ outcome: SurrogateFitter.Outcome, deviations: [Double]) {
        let codes = outcome.heldOut.indices.filter { !outcome.heldOut[$0].isNaN }
        func share(_ factor: Double) -> Double {
            let inside = codes.count {
                abs(outcome.heldOut[$0] - outcome.truth[$0]) <= factor * deviations[$0]
            }
            return Double(inside) / Double(codes.count)
        }
        print(
            String(
                format: "\n%@: %.3f of held-out cells within 1.2816 σ, %.3f within 1.96 σ",
                outcome.key.dataset, share(1.2816), share(1.96)))
    }

    /// Fronts over the whole space with the surrogate's accuracies and the table's latencies,
    /// re-scored with the table's accuracies.
    private func printFronts(
        _ outcome: SurrogateFitter.Outcome, final: [Double], tables: PublishedTables,
        space: SearchSpace
    ) throws {
        print(column("", -42) + column("held out", 20) + column("bundled", 20))
        print(
            column("device", -42) + "    hypervolume  recall" + "  hypervolume  recall  of")
        // Cells whose output is always zero are no prediction of a fold's.
        let heldOut = zip(outcome.heldOut, final).map { $0.isNaN ? $1 : $0 }
        for device in devices {
            let problem = try SearchBenchmark.problem(
                device: device, accuracy: outcome.key, isLatencyKnown: true, tables: tables,
                space: space)
            let exact = problem.exactFront().objectives
            let reference = problem.referencePoint(exact: exact)
            guard let latencies = tables.latencies.first(where: { $0.device == device })?.table
            else { continue }
            func metrics(_ accuracies: [Double]) -> FrontMetrics {
                let (points, rows) = ObjectiveVectors.completeRows(
                    of: [accuracies.map { -$0 }, latencies.values])
                let front = points.nonDominatedRows().map { rows[$0] }
                return FrontMetrics(
                    found: ObjectiveVectors(
                        values: front.flatMap { [-outcome.truth[$0], latencies.values[$0]] },
                        dimension: 2), exact: exact, reference: reference)
            }
            let (unseen, bundled) = (metrics(heldOut), metrics(final))
            print(
                column(device, -42)
                    + String(
                        format: "%15.4f %7.2f %12.4f %7.2f %4d", unseen.hypervolumeRatio,
                        unseen.recall, bundled.hypervolumeRatio, bundled.recall, exact.count))
        }
    }
}
