import ArgumentParser

/// The project's measurements: each subcommand gives a table of the documentation or of `Runs/`.
@main struct Benchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks",
        abstract: "Measures sample efficiency, speed and prediction errors; fits the bundle.",
        subcommands: [
            FitBundle.self, BundleDevices.self, SurrogateBenchmark.self, MapleBenchmark.self,
            PredictionBenchmark.self,
            SplitsBenchmark.self, TransferBenchmark.self, HELPBenchmark.self,
            InferenceBenchmark.self,
            SampleEfficiency.self,
            SearchSpeed.self,
        ])
}
