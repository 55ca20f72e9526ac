import Architectures

/// What a run was asked to do.
package struct RunSettings: Sendable, Hashable {
    /// The device searched for, by its canonical name.
    package var device: String
    /// The data set whose accuracies count.
    package var dataset: String
    /// The seed of everything random in it.
    package var seed: UInt64
    /// All settings of the command as JSON, enough to continue it.
    package var settingsJSON: String
    /// ``Store/fingerprint(of:)`` of the tables that it reads, and whatever else it depends on.
    package var inputs: String
    /// The version of this program.
    package var software: String

    /// Describes a run.
    package init(
        device: String, dataset: String, seed: UInt64, settingsJSON: String, inputs: String,
        software: String
    ) {
        self.device = device
        self.dataset = dataset
        self.seed = seed
        self.settingsJSON = settingsJSON
        self.inputs = inputs
        self.software = software
    }
}

/// How far a run came.
package enum RunStatus: String, Sendable, Hashable, Codable, CaseIterable {
    /// Under way, or its process was killed.
    case running
    /// Finished, with a result.
    case done
    /// Stopped by the user; can be resumed.
    case interrupted
}

/// A stored run.
package struct RunRecord: Sendable, Hashable, Identifiable {
    /// Its number, increasing.
    package let id: Int64
    /// The space that it searches.
    package let space: String
    /// What it was asked to do.
    package let settings: RunSettings
    /// How far it came.
    package let status: RunStatus
    /// When it began, in seconds since 1970, UTC.
    package let createdAt: Double
    /// When something was last written about it, in seconds since 1970, UTC.
    package let updatedAt: Double
    /// How many evaluations are stored.
    package let evaluationCount: Int
    /// Its result as JSON, once it is done.
    package let resultJSON: String?
}

/// One evaluation of a run.
package struct StoredEvaluation: Sendable, Hashable {
    /// What was evaluated.
    package var architecture: Architecture
    /// The objectives, in the order that the run's settings define; NaN where missing.
    package var objectives: [Double]

    /// Pairs an architecture with its objectives.
    package init(architecture: Architecture, objectives: [Double]) {
        self.architecture = architecture
        self.objectives = objectives
    }
}
