import Architectures

/// What a reader made of the contents of a file.
struct FileContents {
    var format: PublishedFormat
    var rows: Int
    var tables: [ObjectiveTable] = []
    var notes: [String] = []
    /// Whether the device is named by the user or by the file's own name.
    var namesNoDevice = false
    /// The results of one architecture, which are merged with those of the folder's others.
    var cell: NATSBenchCell?
}
