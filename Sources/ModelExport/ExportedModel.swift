import Architectures
import Networks

/// A number that belongs to an exported architecture, with its origin.
public struct ExportedObjective: Sendable, Hashable, Encodable {
    /// What it is: `accuracy`, `latency`, …
    public let name: String
    /// The number.
    public let value: Double
    /// Its standard deviation, where the source states one.
    public let standardDeviation: Double?
    /// Its unit: `%`, `ms`, …
    public let unit: String
    /// Of what: a device, or a data set with split and epochs.
    public let subject: String
    /// Where it comes from.
    public let origin: Origin

    /// Describes a number.
    public init(
        name: String, value: Double, standardDeviation: Double? = nil, unit: String,
        subject: String, origin: Origin
    ) {
        self.name = name
        self.value = value
        self.standardDeviation = standardDeviation
        self.unit = unit
        self.subject = subject
        self.origin = origin
    }
}

/// A chosen architecture and everything that a file about it says.
public struct ExportedModel: Sendable {
    /// The space that it comes from.
    public let space: SearchSpace
    /// The cell.
    public let architecture: Architecture
    /// What is known of it.
    public let objectives: [ExportedObjective]
    /// The command that chose it.
    public let command: String

    /// Gathers what a file says.
    public init(
        space: SearchSpace, architecture: Architecture, objectives: [ExportedObjective],
        command: String
    ) {
        self.space = space
        self.architecture = architecture
        self.objectives = objectives
        self.command = command
    }

    /// A stable file name without extension, such as `nasbench201-9930`.
    public var fileName: String { "\(space.name)-\(space.publishedIndex(of: architecture))" }
}
