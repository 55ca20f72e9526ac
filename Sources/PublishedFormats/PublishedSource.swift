import Foundation

/// A public collection of tables: files to download, or what a person has to do to get them.
package struct PublishedSource: Sendable, Hashable, Decodable {
    /// A file of the collection.
    package struct File: Sendable, Hashable, Decodable {
        /// Its path below the collection's base address.
        package let path: String
        /// SHA-256 of its contents in hexadecimal, or nil where it is not pinned.
        package let sha256: String?

        /// Names a file.
        package init(path: String, sha256: String?) {
            self.path = path
            self.sha256 = sha256
        }
    }

    /// The name on the command line.
    package let name: String
    /// The name for people, with the paper.
    package let title: String
    /// The page that describes it.
    package let page: String
    /// Its licence.
    package let licence: String
    /// What is known after its import.
    package let brings: String
    /// The address in front of the files' paths, ending in a slash; nil where nothing can be
    /// downloaded without a browser.
    package let base: URL?
    /// The files to download.
    package let files: [File]
    /// What to do where nothing can be downloaded without a browser.
    package let steps: [String]

    private enum CodingKeys: String, CodingKey {
        case name, title, page, licence, brings, base, files, steps
    }

    /// Describes a collection.
    package init(
        name: String, title: String, page: String, licence: String, brings: String, base: URL?,
        files: [File], steps: [String] = []
    ) {
        self.name = name
        self.title = title
        self.page = page
        self.licence = licence
        self.brings = brings
        self.base = base
        self.files = files
        self.steps = steps
    }

    /// Reads a collection of the catalogue.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        title = try container.decode(String.self, forKey: .title)
        page = try container.decode(String.self, forKey: .page)
        licence = try container.decode(String.self, forKey: .licence)
        brings = try container.decode(String.self, forKey: .brings)
        base = try container.decodeIfPresent(URL.self, forKey: .base)
        files = try container.decodeIfPresent([File].self, forKey: .files) ?? []
        steps = try container.decodeIfPresent([String].self, forKey: .steps) ?? []
        let isUnsafe = files.contains { file in
            file.path.split(separator: "/", omittingEmptySubsequences: false)
                .contains { $0.isEmpty || $0 == "." || $0 == ".." }
        }
        guard !isUnsafe, (base == nil) == files.isEmpty, files.isEmpty != steps.isEmpty else {
            throw DecodingError.dataCorruptedError(
                forKey: .files, in: container,
                debugDescription: "expected a base with plain relative paths, or steps")
        }
    }

    /// Where a file lies.
    func address(of file: File, below base: URL) -> URL {
        base.appendingPathComponent(file.path)
    }
}
