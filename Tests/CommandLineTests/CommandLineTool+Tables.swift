import TestSupport
import Testing

extension CommandLineTool {
    /// Takes the energies of `alpha` in.
    func importEnergies(_ tables: SyntheticTables) throws {
        var text = "index,alpha_energy\n"
        for index in 0..<tables.space.count {
            guard let cell = tables.space.architecture(publishedIndex: index) else { continue }
            text += "\(index),\(tables.energy(of: cell))\n"
        }
        try write(text, to: "energy.csv")
        let outcome = try run("data", "import", "energy.csv")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
    }

    /// Takes the tables in: devices `alpha` and, 3.5 times as slow, `beta`; accuracies of CIFAR-100.
    func importTables(_ tables: SyntheticTables) throws {
        try write(tables.latencyCSV(devices: [("alpha", 1), ("beta", 3.5)]), to: "latency.csv")
        try write(tables.accuracyCSV(), to: "accuracy.csv")
        let outcome = try run("data", "import", "latency.csv", "accuracy.csv")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
    }
}
