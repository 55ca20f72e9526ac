import PlainText

extension SearchReport {
    /// Hard constraints of a search; absent ones do not hold.
    public struct Constraints: Sendable, Hashable, Codable {
        /// Milliseconds.
        public var maxLatency: Double?
        /// Percent.
        public var minAccuracy: Double?
        /// Millions of parameters.
        public var maxParams: Double?
        /// Millions of multiply-accumulates.
        public var maxFLOPs: Double?
        /// Millijoules.
        public var maxEnergy: Double?

        /// Gathers the bounds.
        public init(
            maxLatency: Double? = nil, minAccuracy: Double? = nil, maxParams: Double? = nil,
            maxFLOPs: Double? = nil, maxEnergy: Double? = nil
        ) {
            self.maxLatency = maxLatency
            self.minAccuracy = minAccuracy
            self.maxParams = maxParams
            self.maxFLOPs = maxFLOPs
            self.maxEnergy = maxEnergy
        }

        private enum CodingKeys: String, CodingKey {
            case maxLatency = "max_latency"
            case minAccuracy = "min_accuracy"
            case maxParams = "max_params"
            case maxFLOPs = "max_flops"
            case maxEnergy = "max_energy"
        }

        /// The bound on a quantity.
        public func bound(of objective: SearchObjective) -> Double? {
            switch objective {
            case .accuracy: minAccuracy
            case .latency: maxLatency
            case .params: maxParams
            case .flops: maxFLOPs
            case .energy: maxEnergy
            }
        }

        /// Whether none holds.
        public var isEmpty: Bool { self == Constraints() }

        /// In words: 'at most 5 ms and at least 70 %'; empty where none holds.
        public var words: String {
            [
                maxLatency.map { "at most \(NumberFormat.typed($0)) ms" },
                minAccuracy.map { "at least \(NumberFormat.typed($0)) %" },
                maxParams.map { "at most \(NumberFormat.typed($0)) M parameters" },
                maxFLOPs.map { "at most \(NumberFormat.typed($0)) MFLOPs" },
                maxEnergy.map { "at most \(NumberFormat.typed($0)) mJ" },
            ].compactMap(\.self).joined(separator: " and ")
        }
    }
}
