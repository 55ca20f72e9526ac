import Foundation
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
    /// The files and the store are made once, by the program, and copied.
    func importTables(_ tables: SyntheticTables) throws {
        for (name, contents) in try Self.imported.get() {
            try contents.write(to: folder.appendingPathComponent(name))
        }
    }

    /// The folder of a tool that took the tables in, by its files' names.
    private static let imported = Result {
        let (tool, tables) = (try CommandLineTool(), try SyntheticTables())
        try tool.write(
            tables.latencyCSV(devices: [("alpha", 1), ("beta", 3.5)]), to: "latency.csv")
        try tool.write(tables.accuracyCSV(), to: "accuracy.csv")
        let outcome = try tool.run("data", "import", "latency.csv", "accuracy.csv")
        try #require(outcome.status == 0, Comment(rawValue: outcome.errors))
        let files = ["latency.csv", "accuracy.csv", tool.store.lastPathComponent]
        return try files.map {
            ($0, try Data(contentsOf: tool.folder.appendingPathComponent($0)))
        }
    }
}
