/// How a result came to be, as it stands at the foot of a page.
package struct Provenance: Sendable, Hashable, Encodable {
    /// A file whose numbers went in.
    package struct DataFile: Sendable, Hashable, Encodable {
        package let path: String
        let sha256: String?
        let bytes: Int?
        let tables: [String]

        /// Describes a file.
        /// - Parameter tables: What of it was used.
        package init(path: String, sha256: String?, bytes: Int?, tables: [String]) {
            self.path = path
            self.sha256 = sha256
            self.bytes = bytes
            self.tables = tables
        }
    }

    let command: String
    let seed: UInt64?
    let version: String
    let machine: String
    let made: String
    let data: [DataFile]

    /// Gathers the facts.
    /// - Parameters:
    ///   - seed: Nil where nothing is random.
    ///   - made: The time, ISO 8601.
    package init(
        command: String, seed: UInt64?, version: String, machine: String, made: String,
        data: [DataFile]
    ) {
        self.command = command
        self.seed = seed
        self.version = version
        self.machine = machine
        self.made = made
        self.data = data
    }
}
