import Foundation
import SearchSpaces

/// The public collections of tables that the program knows how to get.
package struct SourceCatalogue: Sendable {
    /// The collections in the order of the file.
    package let sources: [PublishedSource]

    private struct File: Decodable {
        let format: Int
        let sources: [PublishedSource]
    }

    /// The catalogue that ships with the program.
    /// - Throws: `BundledFileError` where it is missing or damaged.
    package static func bundled() throws -> SourceCatalogue {
        let file = BundledFile("Definitions/sources.json")
        return try SourceCatalogue(json: file.contents(), source: file.path)
    }

    /// Reads a catalogue.
    /// - Parameters:
    ///   - json: The contents of the file.
    ///   - source: How messages name it.
    /// - Throws: `BundledFileError` where it is damaged.
    package init(json: Data, source: String) throws {
        do {
            let file = try JSONDecoder().decode(File.self, from: json)
            guard file.format == 1, Set(file.sources.map(\.name)).count == file.sources.count else {
                throw BundledFileError(
                    path: source, reason: "expected format 1 with each name once")
            }
            sources = file.sources
        } catch let error as DecodingError {
            throw BundledFileError(path: source, reason: "\(error)")
        }
    }

    /// The collection of that name, or nil.
    package func source(named name: String) -> PublishedSource? {
        sources.first { $0.name == name }
    }
}
