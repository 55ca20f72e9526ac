import ModelExport
import NASSearch
import Networks

extension ExportNetworkChoice {
    /// What whoever deploys files has to know, a sentence each.
    func notes(for formats: [ExportFormat]) -> [String] {
        guard formats.contains(where: \.holdsWeights) else { return [] }
        var notes: [String] = []
        if file == nil {
            notes.append(
                "the weights are random: good for timing, not for answers; --weights FILE takes "
                    + "trained ones"
                    + (formats.contains(.pytorch)
                        ? ", which `python3 FILE.py --train DATA` makes as the benchmark did" : ""))
        }
        if view == .asWritten {
            notes.append(
                "every edge is laid out, as the benchmark trains and times them; for deployment, "
                    + "--graph pruned leaves out what has no effect on the output")
        }
        return notes
    }
}
