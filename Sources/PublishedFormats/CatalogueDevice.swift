/// A device for which a table is published. What nobody states is absent.
package struct CatalogueDevice: Sendable, Hashable, Decodable {
    /// The sort of processor.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case cpu
        case gpu
        /// The CPU of a phone.
        case mobileCPU = "mobile-cpu"
        /// The GPU of a phone.
        case mobileGPU = "mobile-gpu"
        /// A phone of which the source does not say which processor ran.
        case mobile
        case dsp
        case tpu
        case fpga
        case asic
    }

    /// Another name for a device.
    package struct Alias: Sendable, Hashable, Decodable {
        /// The other name.
        package let name: String
        /// What the output says when it is used, or nil where it is just a spelling.
        package let note: String?
    }

    /// The name in tables and on the command line.
    package let name: String
    /// The name for people.
    package let title: String
    /// Equal for tables of the same hardware, which must not predict each other unseen.
    package let hardware: String
    /// The sort of processor.
    package let kind: Kind
    /// The software that ran the networks.
    package let runtime: String?
    /// Images of a batch.
    package let batch: Int?
    /// Threads that ran the network.
    package let threads: Int?
    /// Arithmetic, such as `fp32` or `int8`.
    package let precision: String?
    /// Paper and repository.
    package let source: String
    /// Licence of the table.
    package let licence: String
    /// How it was measured, and what to know before using it.
    package let protocolNotes: [String]
    /// Other names.
    package let aliases: [Alias]

    private enum CodingKeys: String, CodingKey {
        case name, title, hardware, kind, runtime, batch, threads, precision, source, licence
        case protocolNotes = "protocol"
        case aliases
    }

    /// Reads a device of the catalogue.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        title = try container.decode(String.self, forKey: .title)
        hardware = try container.decode(String.self, forKey: .hardware)
        kind = try container.decode(Kind.self, forKey: .kind)
        runtime = try container.decodeIfPresent(String.self, forKey: .runtime)
        batch = try container.decodeIfPresent(Int.self, forKey: .batch)
        threads = try container.decodeIfPresent(Int.self, forKey: .threads)
        precision = try container.decodeIfPresent(String.self, forKey: .precision)
        source = try container.decode(String.self, forKey: .source)
        licence = try container.decode(String.self, forKey: .licence)
        protocolNotes =
            try container.decodeIfPresent([String].self, forKey: .protocolNotes) ?? []
        aliases = try container.decodeIfPresent([Alias].self, forKey: .aliases) ?? []
    }
}
