/// A form in which tables are published.
package enum PublishedFormat: String, Sendable, Hashable, Codable, CaseIterable {
    /// Comma-separated values with `index` or `arch` and a column per quantity.
    case csv
    /// HELP's list of latencies in the order of the published index.
    case helpLatencies
    /// HELP's dictionary from architecture strings to published indices.
    case helpOrder
    /// LatBench's dictionary from tuples of operators to seconds.
    case latBench
    /// NATS-Bench's results of one architecture, or a folder of them.
    case natsBench
    /// NATS-Bench's list of architecture strings in published order.
    case natsBenchMeta
    /// mini-nasbench's pandas frame of accuracies after 12 epochs.
    case miniNASBench
    /// What a native benchmark of a runtime for phones printed.
    case nativeBenchmark

    /// Whether anybody's own numbers come in it, so that it is no sign of a publication.
    package var isAnybodys: Bool { self == .csv || self == .nativeBenchmark }

    /// What people call it.
    package var name: String {
        switch self {
        case .csv: "CSV"
        case .helpLatencies: "HELP latencies"
        case .helpOrder: "HELP architecture order"
        case .latBench: "LatBench latencies"
        case .natsBench: "NATS-Bench results"
        case .natsBenchMeta: "NATS-Bench architecture order"
        case .miniNASBench: "mini-nasbench accuracies"
        case .nativeBenchmark: "native benchmark"
        }
    }
}
