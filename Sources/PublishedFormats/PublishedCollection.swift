/// A publication that a CSV file's headings give away.
package enum PublishedCollection: String, Sendable, Hashable {
    /// HW-NAS-Bench: latencies and energies of six devices.
    case hwNASBench
    /// mini-nasbench: accuracies after 12 epochs.
    case miniNASBench

    /// Recognises the headings of a file, given in lower case.
    init?(headings: Set<String>) {
        let hwNASBench: Set = [
            "edgegpu_latency", "edgegpu_energy", "eyeriss_energy", "fpga_energy",
        ]
        if headings.isSuperset(of: hwNASBench) {
            self = .hwNASBench
        } else if headings.contains(MiniNASBenchReader.strings), headings.contains("arch"),
            headings.contains(where: { MiniNASBenchReader.quantity(of: $0) != nil })
        {
            self = .miniNASBench
        } else {
            return nil
        }
    }
}
