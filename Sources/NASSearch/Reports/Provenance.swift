/// How a result came to be, as it stands at the foot of a page.
package struct Provenance: Sendable, Hashable, Encodable {
    /// A file whose numbers went in.
    package struct DataFile: Sendable, Hashable, Encodable {
        /// Where it was, or what it ships with.
        package let path: String
        /// Of its bytes.
        package let sha256: String?
        /// Its size.
        package let bytes: Int?
        /// What of it was used.
        package let tables: [String]

        /// Describes a file.
        package init(path: String, sha256: String?, bytes: Int?, tables: [String]) {
            self.path = path
            self.sha256 = sha256
            self.bytes = bytes
            self.tables = tables
        }
    }

    /// What makes the result again.
    package let command: String
    /// Nil where nothing is random.
    package let seed: UInt64?
    /// Of the program.
    package let version: String
    /// The processor, its cores and the system.
    package let machine: String
    /// The time, ISO 8601.
    package let made: String
    /// The files whose numbers went in.
    package let data: [DataFile]

    /// Gathers the facts.
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
