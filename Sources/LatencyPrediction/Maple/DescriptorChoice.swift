/// What describes a device to an estimator beside its samples.
package enum DescriptorKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Counters of every operator, raw and normalised by its latency, and operator latencies.
    case counters
    /// Operator latencies.
    case latencies
    /// The operator costs that the samples show.
    case samples
}

/// Which descriptor a target and its pool allow, and the numbers that it is.
package struct DescriptorChoice: Sendable, Hashable {
    /// What it is.
    package let kind: DescriptorKind
    /// The same for people: what is missing, too.
    package let summary: String
    private let source: String?
    /// Counters of a device, of the target's source.
    private let counters: Int
    private let operators: Int

    /// What standardised numbers are multiplied by, so that hundreds of counters, which rise and fall
    /// together, move the network no more than fifteen latencies do. (Unscaled, a deviation that the
    /// counters alone tell was not learned at all.)
    var scale: Double {
        guard kind == .counters else { return 1 }
        return (1 / Double(1 + 2 * (counters / max(1, operators)))).squareRoot()
    }

    /// Below as many pool devices with a number, its differences say nothing.
    private static let fewestDevices = 2

    /// Chooses.
    /// - Parameters:
    ///   - asked: What was asked for; nil for the best that the target and all of the pool have.
    ///   - target: The target's; nil where it has none.
    ///   - pool: The pool devices'.
    ///   - estimator: Who asks, for the error.
    ///   - device: The target's name, for the error.
    /// - Throws: ``LatencyPredictionError/noDescriptor(estimator:device:kind:reason:needsCounters:)`` where the target or
    ///   all but one of the pool lack what was asked for.
    package init(
        _ asked: DescriptorKind?, target: HardwareDescriptor?, pool: [HardwareDescriptor?],
        estimator: String, device: String
    ) throws {
        let counted = pool.count {
            target?.hasCounters == true && $0?.hasCounters == true && $0?.source == target?.source
        }
        let timed = pool.count { target?.hasLatencies == true && $0?.hasLatencies == true }
        let needed = asked == nil ? max(pool.count, Self.fewestDevices) : Self.fewestDevices
        let possible: [DescriptorKind] =
            (counted >= needed ? [.counters] : []) + (timed >= needed ? [.latencies] : [])
            + [.samples]
        kind = asked ?? possible[0]
        guard possible.contains(kind) else {
            let reason =
                switch (kind, target) {
                case (_, nil): "it has no descriptor; `nas-search profile` measures one"
                case (.counters, let target?) where !target.hasCounters:
                    "its descriptor has no counters"
                case (.counters, let target?):
                    "its counters are \(target.source), and \(counted) of \(pool.count) pool "
                        + "devices have such: those of other sources can't be compared"
                default: "\(timed) of \(pool.count) pool devices have operator latencies"
                }
            throw LatencyPredictionError.noDescriptor(
                estimator: estimator, device: device, kind: "\(kind)", reason: reason,
                needsCounters: kind == .counters && target?.hasCounters == false)
        }
        counters = target?.counters.count ?? 0
        operators = target?.operatorLatencies.count ?? 0
        source = kind == .counters ? target?.source : nil
        guard let target, kind != .samples else {
            summary = "operator costs from the samples"
            return
        }
        let missing = Self.numbers(of: target, kind: kind).count { !$0.isFinite }
        let imputed = pool.count - (kind == .counters ? counted : timed)
        summary =
            (kind == .counters
                ? "\(target.source) counters and operator latencies" : "operator latencies")
            + (missing > 0 ? ", \(missing) missing and imputed" : "")
            + (imputed > 0 ? ", imputed for \(imputed) of \(pool.count) pool devices" : "")
    }

    /// Chooses for an estimator that compares the target with nothing but its own operators: whatever
    /// the pool has, operator latencies are what counts.
    /// - Throws: As above, where the target lacks what was asked for.
    package init(
        _ asked: DescriptorKind?, target: HardwareDescriptor?, estimator: String, device: String
    ) throws {
        let isTimed = target?.operatorLatencyTable != nil
        guard isTimed || asked == nil || asked == .samples else {
            throw LatencyPredictionError.noDescriptor(
                estimator: estimator, device: device, kind: "\(asked ?? .latencies)",
                reason: "it has no operator latencies; `nas-search profile` measures them",
                needsCounters: false)
        }
        kind = asked ?? (isTimed ? .latencies : .samples)
        source = nil
        counters = 0
        operators = target?.operatorLatencies.count ?? 0
        summary = kind == .samples ? "none" : "operator latencies"
    }

    /// A device's numbers, NaN where they are missing or counted by another source than the
    /// target's; empty for a device without any.
    /// - Parameter costs: The operator costs that its samples show.
    func numbers(_ descriptor: HardwareDescriptor?, costs: [Double]) -> [Double] {
        guard kind != .samples else { return costs }
        guard let descriptor else { return [] }
        guard kind == .counters, descriptor.source != source else {
            return Self.numbers(of: descriptor, kind: kind)
        }
        let unknown = [Double](repeating: .nan, count: counters)
        return unknown + Self.numbers(of: descriptor, kind: .latencies) + unknown
    }

    private static func numbers(
        of descriptor: HardwareDescriptor, kind: DescriptorKind
    ) -> [Double] {
        let counters = descriptor.counters.count
        let raw = descriptor.logarithms(normalised: false)
        return kind == .latencies
            ? Array(raw.dropFirst(counters))
            : raw + descriptor.logarithms(normalised: true).prefix(counters)
    }
}
