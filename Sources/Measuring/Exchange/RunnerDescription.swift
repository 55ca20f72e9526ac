/// What a runner says about itself: everything that makes one device of one machine.
package struct RunnerDescription: Sendable, Hashable, Codable {
    /// The version of the protocol that this program speaks.
    package static let supportedProtocol = 1

    /// In which form a runner takes what it is to run.
    package enum Input: String, Sendable, Hashable, Codable {
        /// By name: it builds the network itself.
        case architecture
        /// As an ONNX file.
        case onnx
        /// As a LiteRT file.
        case litert
        /// As ncnn's two files: the text of the layers, and the numbers beside it.
        case ncnn
    }

    /// What a runner can do beyond the first version of the protocol.
    package enum Feature: String, Sendable, Hashable, Codable {
        /// It holds several loaded networks under handles, and runs them in a given order.
        case interleave
        /// It takes networks along with the requests, not only as paths of files.
        case inline
        /// It builds networks of the space that a request describes, not of NAS-Bench-201 alone.
        case spaces
    }

    /// The version of the protocol that the runner speaks.
    package var protocolVersion: Int
    /// Short name, such as `builtin`.
    package var name: String
    /// The software that runs the networks, with its version.
    package var runtime: String
    /// The processor or board.
    package var hardware: String
    /// `cpu`, `gpu` and so on.
    package var kind: String
    /// Threads used; nil where it does not apply.
    package var threads: Int?
    /// Number format, such as `fp32`.
    package var precision: String
    /// The forms of input that it takes; those that this program does not know are left out.
    package var accepts: [Input]
    /// What else is worth keeping: core type, driver, options.
    package var facts: [String: String]
    /// What else it can do; what this program does not know is left out.
    package var features: [Feature] = []
    /// What a machine says about itself that is not this one; nil where the runner is on this one.
    package var machine: RemoteMachine?

    private enum CodingKeys: String, CodingKey {
        case protocolVersion = "protocol"
        case name, runtime, hardware, kind, threads, precision, accepts, facts, features, machine
    }

    /// Describes a runner.
    package init(
        name: String, runtime: String, hardware: String, kind: String, threads: Int?,
        precision: String, accepts: [Input], facts: [String: String] = [:],
        features: [Feature] = [], protocolVersion: Int = Self.supportedProtocol
    ) {
        self.protocolVersion = protocolVersion
        self.name = name
        self.runtime = runtime
        self.hardware = hardware
        self.kind = kind
        self.threads = threads
        self.precision = precision
        self.accepts = accepts
        self.facts = facts
        self.features = features
    }

    /// Reads a description in which `threads`, `facts` and `features` may be absent.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        protocolVersion = try container.decode(Int.self, forKey: .protocolVersion)
        name = try container.decode(String.self, forKey: .name)
        runtime = try container.decode(String.self, forKey: .runtime)
        hardware = try container.decode(String.self, forKey: .hardware)
        kind = try container.decode(String.self, forKey: .kind)
        threads = try container.decodeIfPresent(Int.self, forKey: .threads)
        precision = try container.decode(String.self, forKey: .precision)
        accepts = try container.decode([String].self, forKey: .accepts)
            .compactMap(Input.init(rawValue:))
        facts = try container.decodeIfPresent([String: String].self, forKey: .facts) ?? [:]
        features = try (container.decodeIfPresent([String].self, forKey: .features) ?? [])
            .compactMap(Feature.init(rawValue:))
        machine = try container.decodeIfPresent(RemoteMachine.self, forKey: .machine)
    }

    /// The same without the texts from which facts of the machine were read.
    package var kept: RunnerDescription {
        var kept = self
        kept.machine = nil
        return kept
    }
}
