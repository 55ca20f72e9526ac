/// The JSON header of a safetensors file: tensors by name, and free text by key.
struct SafetensorsHeader: Codable {
    struct Entry: Codable {
        let type: String
        let shape: [Int]
        /// First byte and the one after the last, counted from the end of the header.
        let offsets: [Int]

        private enum CodingKeys: String, CodingKey {
            case type = "dtype"
            case shape
            case offsets = "data_offsets"
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }

        static let metadata = Name(stringValue: "__metadata__")
    }

    var entries: [String: Entry]
    var metadata: [String: String]

    init(entries: [String: Entry], metadata: [String: String]) {
        self.entries = entries
        self.metadata = metadata
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        metadata = try container.decodeIfPresent([String: String].self, forKey: .metadata) ?? [:]
        entries = [:]
        for key in container.allKeys where key.stringValue != Name.metadata.stringValue {
            entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        if !metadata.isEmpty { try container.encode(metadata, forKey: .metadata) }
        for (name, entry) in entries {
            try container.encode(entry, forKey: Name(stringValue: name))
        }
    }
}
