import Foundation

/// The folder with published tables that some tests read: `$NAS_SEARCH_PUBLISHED_DATA`, else
/// `../shared/data` beside the package. The tables are not part of this repository.
public enum PublishedData {
    /// The folder, or nil where it does not exist.
    public static let folder: URL? = {
        let named = ProcessInfo.processInfo.environment["NAS_SEARCH_PUBLISHED_DATA"]
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder =
            named.map { URL(fileURLWithPath: $0, isDirectory: true) }
            ?? package.deletingLastPathComponent().appendingPathComponent("shared/data")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// Whether the folder exists: the condition of tests that need it.
    public static var isAvailable: Bool { folder != nil }

    /// What a skipped test says.
    public static let absence = "published tables are not here: set NAS_SEARCH_PUBLISHED_DATA"
}
