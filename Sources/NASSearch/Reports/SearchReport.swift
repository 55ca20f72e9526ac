import Architectures

/// What a search found, as it is shown and written: the JSON document of `search`.
public struct SearchReport: Sendable, Codable {
    /// One architecture of a front.
    public struct Member: Sendable, Codable {
        /// Published index.
        public var index: Int
        /// Published string.
        public var arch: String
        /// In percent; absent where accuracies decided nothing.
        public var accuracy: Double?
        /// Accuracy on test images after the same training, in percent.
        public var testAccuracy: Double?
        /// Where ``testAccuracy`` comes from.
        public var testAccuracyOrigin: Origin?
        /// The latency that the search saw.
        public var latencyMS: Double?
        /// Its standard deviation.
        public var latencyStandardDeviationMS: Double?
        /// The latency in the device's table.
        public var oracleLatencyMS: Double?
        /// Where ``oracleLatencyMS`` comes from.
        public var oracleOrigin: Origin?
        /// Where ``latencyMS`` comes from.
        public var latencyOrigin: Origin?
        /// Where ``accuracy`` comes from.
        public var accuracyOrigin: Origin?
        /// Parameters in millions.
        public var params: Double
        /// Multiply-accumulates in millions.
        public var flops: Double
        /// Energy of an inference, where the device has a table of it.
        public var energyMJ: Double?
        /// Where ``energyMJ`` comes from.
        public var energyOrigin: Origin?
        /// Whether the errors of the latencies leave at most one chance in ten that an architecture
        /// of the space, found or not, is faster and as good in everything else; absent where
        /// nobody looked.
        public var isSeparable: Bool?

        /// Describes a member; absent numbers are unknown.
        public init(
            index: Int, arch: String, accuracy: Double?, testAccuracy: Double?, latencyMS: Double?,
            latencyStandardDeviationMS: Double?, oracleLatencyMS: Double?, latencyOrigin: Origin?,
            accuracyOrigin: Origin?, params: Double, flops: Double, energyMJ: Double?,
            energyOrigin: Origin? = nil
        ) {
            self.index = index
            self.arch = arch
            self.accuracy = accuracy
            self.testAccuracy = testAccuracy
            self.latencyMS = latencyMS
            self.latencyStandardDeviationMS = latencyStandardDeviationMS
            self.oracleLatencyMS = oracleLatencyMS
            self.latencyOrigin = latencyOrigin
            self.accuracyOrigin = accuracyOrigin
            self.params = params
            self.flops = flops
            self.energyMJ = energyMJ
            self.energyOrigin = energyOrigin
        }

        private enum CodingKeys: String, CodingKey {
            case index, arch, accuracy, params, flops
            case testAccuracy = "test_accuracy"
            case testAccuracyOrigin = "test_accuracy_origin"
            case oracleOrigin = "oracle_origin"
            case latencyMS = "latency_ms"
            case latencyStandardDeviationMS = "latency_std_ms"
            case oracleLatencyMS = "oracle_latency_ms"
            case latencyOrigin = "latency_origin"
            case accuracyOrigin = "accuracy_origin"
            case energyMJ = "energy_mj"
            case energyOrigin = "energy_origin"
            case isSeparable = "separable"
        }
    }

    /// The found front, re-scored with the oracle, against the exact one.
    public struct Metrics: Sendable, Codable {
        /// Share of the exact front's hypervolume.
        public var hypervolumeRatio: Double
        /// IGD+ to the exact front, objectives scaled to its extent; absent where nothing found
        /// satisfies the constraints.
        public var igdPlus: Double?
        /// Share of the exact front's members that were found.
        public var recall: Double
        /// Share of the found members that are on the exact front.
        public var precision: Double
        /// Mean fraction by which the fastest found architecture of at least the accuracy of an
        /// exact member is slower than that member, over the members that something reaches.
        public var latencyRegret: Double?
        /// Exact members whose accuracy nothing found reaches.
        public var levelsMissed: Int
        /// Found members.
        public var frontSize: Int
        /// Members of the exact front.
        public var oracleFrontSize: Int
        /// Found members that break a constraint once re-scored.
        public var violations: Int
        /// Look-ups or measurements spent on verifying.
        public var verified: Int

        /// Gathers the metrics.
        public init(
            hypervolumeRatio: Double, igdPlus: Double?, recall: Double, precision: Double,
            latencyRegret: Double?, levelsMissed: Int, frontSize: Int, oracleFrontSize: Int,
            violations: Int, verified: Int
        ) {
            self.hypervolumeRatio = hypervolumeRatio
            self.igdPlus = igdPlus
            self.recall = recall
            self.precision = precision
            self.latencyRegret = latencyRegret
            self.levelsMissed = levelsMissed
            self.frontSize = frontSize
            self.oracleFrontSize = oracleFrontSize
            self.violations = violations
            self.verified = verified
        }

        private enum CodingKeys: String, CodingKey {
            case recall, precision, violations, verified
            case hypervolumeRatio = "hypervolume_ratio"
            case igdPlus = "igd_plus"
            case latencyRegret = "latency_regret"
            case levelsMissed = "levels_missed"
            case frontSize = "front_size"
            case oracleFrontSize = "oracle_front_size"
        }
    }

    /// What verifying the front took and brought.
    public struct Verification: Sendable, Codable {
        /// The front after so many look-ups.
        public struct Step: Sendable, Codable {
            /// Look-ups so far.
            public var verified: Int
            /// As in ``Metrics``; absent without an oracle.
            public var hypervolumeRatio: Double?
            /// As in ``Metrics``; absent without an oracle.
            public var recall: Double?
            /// Members.
            public var frontSize: Int

            /// Describes a step.
            public init(
                verified: Int, hypervolumeRatio: Double?, recall: Double?, frontSize: Int
            ) {
                self.verified = verified
                self.hypervolumeRatio = hypervolumeRatio
                self.recall = recall
                self.frontSize = frontSize
            }

            private enum CodingKeys: String, CodingKey {
                case verified, recall
                case hypervolumeRatio = "hypervolume_ratio"
                case frontSize = "front_size"
            }
        }

        /// Look-ups or measurements that were allowed.
        public var allowed: Int
        /// Those that were spent, by published index in their order.
        public var verified: [Int]
        /// Whether the chances left that the front of what was evaluated is another one sum to less
        /// than 0.05.
        public var isSettled: Bool
        /// The sum of these chances, an upper bound on the probability; not reckoned, and absent,
        /// for objectives other than accuracy and latency.
        public var chanceLeft: Double?
        /// Architectures that are likeliest to change the front but whose latency is not known,
        /// by published index: what to measure next; absent where there is none.
        public var unknown: [Int]?
        /// Median of |predicted − true| / true over them, as predicted before the first look-up.
        public var medianError: Double?
        /// Share of these predictions within ±10 %.
        public var within10: Double?
        /// The front as look-ups were spent.
        public var curve: [Step]

        /// Gathers what verifying brought.
        public init(
            allowed: Int, verified: [Int], isSettled: Bool, chanceLeft: Double? = nil,
            unknown: [Int]? = nil, medianError: Double?, within10: Double?, curve: [Step]
        ) {
            self.allowed = allowed
            self.verified = verified
            self.isSettled = isSettled
            self.chanceLeft = chanceLeft
            self.unknown = unknown
            self.medianError = medianError
            self.within10 = within10
            self.curve = curve
        }

        private enum CodingKeys: String, CodingKey {
            case allowed, verified, unknown, within10, curve
            case isSettled = "settled"
            case chanceLeft = "chance_left"
            case medianError = "median_error"
        }
    }

    /// The run's number in the store; absent where it was not recorded.
    public var run: Int64?
    /// The device whose table or model was used.
    public var device: String
    /// The name that the user gave, where it stands for ``device``.
    public var requestedDevice: String?
    /// The data set whose accuracies were searched.
    public var dataset: String
    /// The images that the accuracies are of.
    public var split: DatasetSplit
    /// Length of the training behind the accuracies.
    public var epochs: Int
    /// `table` or `surrogate`; `none` where accuracies decided nothing.
    public var accuracySource: String
    /// The estimator's name.
    public var latencySource: String
    /// Architectures whose latency the estimator was fitted to.
    public var samples: Int
    /// Their published indices, in the order in which they were taken.
    public var sampled: [Int]
    /// What was optimised, by name.
    public var objectives: [String]
    /// The bounds that held; absent where there were none.
    public var constraints: Constraints?
    /// The command that finds the same front again; absent in runs of earlier versions.
    public var command: String?
    /// The search algorithm, by name.
    public var algorithm: String
    /// Evaluations that were allowed.
    public var budget: Int
    /// Distinct architectures evaluated.
    public var evaluated: Int
    /// Seed of every random choice.
    public var seed: UInt64
    /// Wall-clock time of the whole command.
    public var elapsedSeconds: Double
    /// The found front, cheapest first: by latency where it was an objective.
    public var front: [Member]
    /// The exact front, where the device has a table.
    public var oracleFront: [Member]?
    /// The found front against the exact one; nil without an oracle.
    public var metrics: Metrics?
    /// What verifying took and brought; nil where it was not asked for.
    public var verification: Verification?
    /// What the reader should know of the sources, a line each.
    public var notes: [String]
    /// Files that were written of members of the front; absent where none was asked for.
    public var exported: [String]?

    /// Gathers a report.
    public init(
        run: Int64?, device: String, requestedDevice: String?, dataset: String,
        split: DatasetSplit, epochs: Int, accuracySource: String, latencySource: String,
        sampled: [Int], objectives: [String], constraints: Constraints? = nil,
        command: String? = nil, algorithm: String, budget: Int, evaluated: Int, seed: UInt64,
        elapsedSeconds: Double, front: [Member], oracleFront: [Member]?, metrics: Metrics?,
        verification: Verification? = nil, notes: [String]
    ) {
        self.run = run
        self.device = device
        self.requestedDevice = requestedDevice
        self.dataset = dataset
        self.split = split
        self.epochs = epochs
        self.accuracySource = accuracySource
        self.latencySource = latencySource
        samples = sampled.count
        self.sampled = sampled
        self.objectives = objectives
        self.constraints = constraints
        self.command = command
        self.algorithm = algorithm
        self.budget = budget
        self.evaluated = evaluated
        self.seed = seed
        self.elapsedSeconds = elapsedSeconds
        self.front = front
        self.oracleFront = oracleFront
        self.metrics = metrics
        self.verification = verification
        self.notes = notes
    }

    private enum CodingKeys: String, CodingKey {
        case run, device, dataset, split, epochs, samples, sampled, objectives, algorithm, budget
        case evaluated, seed, front, metrics, verification, notes, exported, constraints, command
        case requestedDevice = "requested_device"
        case accuracySource = "accuracy_source"
        case latencySource = "latency_source"
        case elapsedSeconds = "elapsed_s"
        case oracleFront = "oracle_front"
    }
}
