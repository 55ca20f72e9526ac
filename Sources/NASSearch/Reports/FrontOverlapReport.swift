/// What it costs to use one device's front on another: the JSON document of `compare --device A,B`.
package struct FrontOverlapReport: Sendable, Encodable {
    /// One device's exact front used on another device.
    package struct Transfer: Sendable, Encodable {
        /// The device whose front is used.
        package let from: String
        /// The device on which it is used.
        package let to: String
        /// Share of the target's hypervolume that it keeps.
        package let hypervolumeRatio: Double
        /// Share of the target's front that it holds.
        package let recall: Double
        /// Mean fraction by which it is slower at the accuracies that it reaches.
        package let latencyRegret: Double?
        /// Members of the target's front whose accuracy it does not reach.
        package let levelsMissed: Int
        /// Architectures on both fronts.
        package let shared: Int

        /// Describes a transfer; `latencyRegret` is nil where it reaches no accuracy.
        package init(
            from: String, to: String, hypervolumeRatio: Double, recall: Double,
            latencyRegret: Double?, levelsMissed: Int, shared: Int
        ) {
            self.from = from
            self.to = to
            self.hypervolumeRatio = hypervolumeRatio
            self.recall = recall
            self.latencyRegret = latencyRegret
            self.levelsMissed = levelsMissed
            self.shared = shared
        }

        private enum CodingKeys: String, CodingKey {
            case from, to, recall, shared
            case hypervolumeRatio = "hypervolume_ratio"
            case latencyRegret = "latency_regret"
            case levelsMissed = "levels_missed"
        }
    }

    /// A device with the size of its exact front.
    package struct Front: Sendable, Encodable {
        /// The device.
        package let device: String
        /// How many architectures its front has.
        package let members: Int
        /// What its front dominates, in percent times milliseconds.
        package let hypervolume: Double

        /// Describes a front.
        package init(device: String, members: Int, hypervolume: Double) {
            self.device = device
            self.members = members
            self.hypervolume = hypervolume
        }
    }

    /// Whose accuracies the fronts are of.
    package let dataset: String
    /// The devices' fronts.
    package let fronts: [Front]
    /// Every front on every other device.
    package let transfers: [Transfer]
    /// Published indices of the architectures that every front holds.
    package let onAllFronts: [Int]
    /// What the reader has to know.
    package let notes: [String]

    /// Gathers a report.
    package init(
        dataset: String, fronts: [Front], transfers: [Transfer], onAllFronts: [Int],
        notes: [String]
    ) {
        self.dataset = dataset
        self.fronts = fronts
        self.transfers = transfers
        self.onAllFronts = onAllFronts
        self.notes = notes
    }

    private enum CodingKeys: String, CodingKey {
        case dataset, fronts, transfers, notes
        case onAllFronts = "on_all_fronts"
    }
}
