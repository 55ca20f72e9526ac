import Architectures

/// What a reader made of the contents of a file.
struct FileContents {
    var format: PublishedFormat
    var rows: Int
    var tables: [ObjectiveTable] = []
    var notes: [String] = []
    /// The unit in which the format states latencies, where it has any.
    var unit: LatencyUnit?
    /// By device: the unit in which its latencies were written, where that differs by column.
    var units: [String: LatencyUnit] = [:]
    /// What the file is known to be published in, where its contents alone say so.
    var collection: PublishedCollection?
    /// Whether the device is named by the user or by the file's own name.
    var namesNoDevice = false
    /// The results of one architecture, which are merged with those of the folder's others.
    var cell: NATSBenchCell?
}
