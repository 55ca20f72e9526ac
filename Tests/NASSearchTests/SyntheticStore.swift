import FileSystem
import Foundation
import NASSearch
import TabularStore
import TestSupport

/// A store with the tables of ``SyntheticTables``: the device `alpha`, and accuracies of CIFAR-100.
enum SyntheticStore {
    /// The store's bytes; the tables are taken in once.
    private static let bytes = Result {
        let (folder, tables) = (try ScratchFolder(prefix: "nas-search-test"), try SyntheticTables())
        let path = folder.path("store.sqlite")
        let workspace = try Workspace(store: .file(path))
        for (name, text) in [
            ("latency.csv", tables.latencyCSV(devices: [("alpha", 1)])),
            ("accuracy.csv", tables.accuracyCSV()),
        ] {
            try folder.write(Data(text.utf8), to: name)
            try workspace.importTables(at: URL(filePath: folder.path(name)))
        }
        try workspace.store.close()
        return try Data(contentsOf: URL(filePath: path))
    }

    /// The store in a folder, where it is not there yet.
    /// - Returns: Its path.
    static func place(in folder: ScratchFolder) throws -> String {
        let path = folder.path("store.sqlite")
        if !FileManager.default.fileExists(atPath: path) {
            try bytes.get().write(to: URL(filePath: path))
        }
        return path
    }
}
