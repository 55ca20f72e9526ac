import ArgumentParser
import Foundation

/// Where the published tables are that a measurement reads.
struct PublishedDataOption: ParsableArguments {
    @Option(help: "A folder with published tables. Default: $NAS_SEARCH_PUBLISHED_DATA.")
    var data = ProcessInfo.processInfo.environment["NAS_SEARCH_PUBLISHED_DATA"] ?? ""

    func validate() throws {
        guard !data.isEmpty else {
            throw ValidationError(
                "--data: name a folder with published tables, or set NAS_SEARCH_PUBLISHED_DATA; "
                    + "Benchmarks/README.md says what it holds")
        }
    }
}
