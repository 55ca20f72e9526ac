/// What of a cell a device's runtime executes.
package enum ExecutionView: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every operator, whether or not it can affect the output.
    case asWritten = "as-written"
    /// What lies on a path of operators other than zero from the cell's input to its output.
    case pruned
    /// The same, but identical operators without weights on the same value run once
    /// (`DistinctValues`), as compilers of graphs have it.
    case prunedOnce = "pruned, repeats once"
    /// Every operator, repeats once; additions are counted, as sums may repeat too.
    case writtenOnce = "as-written, repeats once"

    /// The views in which the bundle's models are fitted.
    static let bundled: [ExecutionView] = [.asWritten, .pruned]

    /// How common it is among runtimes, as far as anybody can say.
    var commonness: Double { runsRepeatsOnce ? 0.1 : 0.4 }

    /// Whether only what is live is executed.
    var isPruned: Bool { self == .pruned || self == .prunedOnce }

    /// Whether repeats run once.
    var runsRepeatsOnce: Bool { self == .prunedOnce || self == .writtenOnce }

    /// Whether additions count.
    var countsAdditions: Bool { self != .asWritten }
}
