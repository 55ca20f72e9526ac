/// What is known about a device that latencies or energies were measured on.
///
/// Two devices may be the same hardware in another setting, such as a batch size; `hardware` is
/// equal for these.
package struct Device: Sendable, Hashable, Codable {
    /// The name on the command line and in tables, such as `titan_rtx_1`.
    package var name: String
    /// The name for people.
    package var title: String?
    /// The processor or board, equal for every setting of the same one.
    package var hardware: String?
    /// The kind of processor: `cpu`, `gpu`, `tpu` and so on.
    package var kind: String?
    /// The software that ran the networks.
    package var runtime: String?
    /// Images an inference.
    package var batch: Int?
    /// Threads used.
    package var threads: Int?
    /// Number format, such as `fp32` or `int8`.
    package var precision: String?
    /// Who measured, and where it was published.
    package var source: String?
    /// Licence of the published numbers.
    package var licence: String?
    /// How it was measured: repeats, warm-up, statistic.
    package var protocolNotes: String?
    /// Other names under which it can be asked for.
    package var aliases: [String]

    private enum CodingKeys: String, CodingKey {
        case name, title, hardware, kind, runtime, batch, threads, precision, source, licence
        case protocolNotes = "protocol"
        case aliases
    }

    /// Describes a device; what is unknown stays nil.
    package init(
        name: String, title: String? = nil, hardware: String? = nil, kind: String? = nil,
        runtime: String? = nil, batch: Int? = nil, threads: Int? = nil, precision: String? = nil,
        source: String? = nil, licence: String? = nil, protocolNotes: String? = nil,
        aliases: [String] = []
    ) {
        self.name = name
        self.title = title
        self.hardware = hardware
        self.kind = kind
        self.runtime = runtime
        self.batch = batch
        self.threads = threads
        self.precision = precision
        self.source = source
        self.licence = licence
        self.protocolNotes = protocolNotes
        self.aliases = aliases
    }

    /// Reads a description in which everything but the name may be absent.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        title = try container.decodeIfPresent(String.self, forKey: .title)
        hardware = try container.decodeIfPresent(String.self, forKey: .hardware)
        kind = try container.decodeIfPresent(String.self, forKey: .kind)
        runtime = try container.decodeIfPresent(String.self, forKey: .runtime)
        batch = try container.decodeIfPresent(Int.self, forKey: .batch)
        threads = try container.decodeIfPresent(Int.self, forKey: .threads)
        precision = try container.decodeIfPresent(String.self, forKey: .precision)
        source = try container.decodeIfPresent(String.self, forKey: .source)
        licence = try container.decodeIfPresent(String.self, forKey: .licence)
        protocolNotes = try container.decodeIfPresent(String.self, forKey: .protocolNotes)
        aliases = try container.decodeIfPresent([String].self, forKey: .aliases) ?? []
    }

    /// This description, completed by what `newer` states; where both state something, `newer`
    /// counts. Aliases add up.
    package func completed(by newer: Device) -> Device {
        Device(
            name: name, title: newer.title ?? title, hardware: newer.hardware ?? hardware,
            kind: newer.kind ?? kind, runtime: newer.runtime ?? runtime,
            batch: newer.batch ?? batch, threads: newer.threads ?? threads,
            precision: newer.precision ?? precision, source: newer.source ?? source,
            licence: newer.licence ?? licence, protocolNotes: newer.protocolNotes ?? protocolNotes,
            aliases: Set(aliases).union(newer.aliases).sorted())
    }
}
