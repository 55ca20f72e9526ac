import Architectures
import Networks

/// A number that belongs to an exported architecture, with its origin.
package struct ExportedObjective: Sendable, Hashable, Encodable {
    /// What it is: `accuracy`, `latency`, …
    package let name: String
    /// The number.
    package let value: Double
    /// Its standard deviation, where the source states one.
    package let standardDeviation: Double?
    /// Its unit: `%`, `ms`, …
    package let unit: String
    /// Of what: a device, or a data set with split and epochs.
    package let subject: String
    /// Where it comes from.
    package let origin: Origin

    /// Describes a number.
    package init(
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
package struct ExportedModel: Sendable {
    /// The space that it comes from.
    package let space: SearchSpace
    /// The cell.
    package let architecture: Architecture
    /// What is known of it.
    package let objectives: [ExportedObjective]
    /// The command that chose it.
    package let command: String
    /// How it becomes a network; formats with weights need it.
    package let network: NetworkSettings?

    /// Gathers what a file says.
    package init(
        space: SearchSpace, architecture: Architecture, objectives: [ExportedObjective],
        command: String, network: NetworkSettings? = nil
    ) {
        self.space = space
        self.architecture = architecture
        self.objectives = objectives
        self.command = command
        self.network = network
    }

    /// A stable file name without extension, such as `nasbench201-9930`.
    package var fileName: String { "\(space.name)-\(space.publishedIndex(of: architecture))" }

    /// The same for a network's files, such as `nasbench201-9930-cifar10` or
    /// `nasbench201-9930-cifar10-pruned`.
    var networkFileName: String {
        guard let network else { return fileName }
        return "\(fileName)-\(network.dataset.name)" + (network.view == .pruned ? "-pruned" : "")
    }

    /// The same as a name that Python can import.
    var moduleName: String { networkFileName.replacing("-", with: "_") }

    /// The network with its weights, for formats that hold them.
    /// - Throws: `NetworkError` where the weights of a file are another network's.
    func laidOut() throws -> ExportedNetwork {
        guard let network else {
            preconditionFailure("formats with weights need to know the network's settings")
        }
        return try ExportedNetwork(architecture, in: space, settings: network)
    }
}
