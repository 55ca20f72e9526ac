import Foundation

/// A request with the contents of the files that it names, for a runner that can't open files of this
/// machine.
struct InlineRequest: Encodable {
    private let request: RunnerRequest
    private let contents: [String: Data]

    /// Reads the files of a request.
    /// - Returns: Nil where it names none.
    /// - Throws: An error of the file system.
    init?(_ request: RunnerRequest) throws {
        guard case .load(let workload, let file?, let handle) = request else { return nil }
        let main = URL(fileURLWithPath: file.path)
        contents = Dictionary(
            uniqueKeysWithValues: try file.allPaths.map { path in
                let url = URL(fileURLWithPath: path)
                return (url.lastPathComponent, try Data(contentsOf: url))
            })
        self.request = .load(
            workload, file: WorkloadFile(format: file.format, path: main.lastPathComponent),
            handle: handle)
    }

    private enum CodingKeys: String, CodingKey { case inline }

    func encode(to encoder: any Encoder) throws {
        try request.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(contents, forKey: .inline)
    }
}
