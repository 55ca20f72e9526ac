import TabularStore

/// Where a store lies.
public enum StoreLocation: Sendable, Hashable {
    /// The user's own: `$NAS_SEARCH_STORE`, else `nas-search/store.sqlite` in the platform's data
    /// folder.
    case `default`
    /// A file, absolute or relative to the working folder.
    case file(String)

    /// The file.
    public var path: String {
        switch self {
        case .default: Store.defaultPath()
        case .file(let path): path
        }
    }
}
