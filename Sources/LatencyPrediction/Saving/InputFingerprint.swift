import Architectures
import Digests

/// What decides a result, as one SHA-256: equal inputs give equal digits, on any machine.
///
/// Every part is written with its length before it, so that no two lists of parts are the same
/// bytes.
package struct InputFingerprint: Sendable {
    private var hash = SHA256()

    /// Starts with what the result is.
    package init(of purpose: String) {
        combine(purpose)
    }

    /// Takes a text in.
    package mutating func combine(_ text: String) {
        let bytes = Array(text.utf8)
        combine(bytes.count)
        hash.update(bytes)
    }

    /// Takes a whole number in.
    package mutating func combine(_ number: some FixedWidthInteger) {
        let word = UInt64(truncatingIfNeeded: number)
        hash.update((0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) })
    }

    /// Takes the bits of a number in.
    package mutating func combine(_ number: Double) {
        combine(number.bitPattern)
    }

    /// Takes samples in, in their order.
    package mutating func combine(_ samples: [LatencySample]) {
        combine(samples.count)
        for sample in samples {
            combine(sample.architecture.code)
            combine(sample.milliseconds)
        }
    }

    /// Takes a table in, by a fast hash of its values.
    package mutating func combine(_ table: ObjectiveTable) {
        var values = ContentHash()
        values.combine(table.values)
        combine(table.values.count)
        combine(values.value)
    }

    /// Takes a device's descriptor in.
    package mutating func combine(_ descriptor: HardwareDescriptor) {
        combine(descriptor.source)
        combine(descriptor.names.count)
        for name in descriptor.names { combine(name) }
        combine(descriptor.operatorLatencies.count)
        for number in descriptor.counters + descriptor.operatorLatencies {
            combine(number ?? .nan)
        }
    }

    /// 64 lower-case hexadecimal digits.
    package var digits: String {
        let copy = hash
        return copy.finish()
    }
}

extension PredictorEntry {
    /// A fingerprint of everything that decides what this kind of estimator becomes: the kind and
    /// its version, the space, the device, its samples in order, the pool where the kind learns
    /// from one, the seed, and the device's table where there are no samples.
    package func fingerprint(
        of target: AdaptationTarget, inputs: PredictorInputs
    ) -> String {
        var fingerprint = InputFingerprint(of: "estimator")
        fingerprint.combine(name)
        fingerprint.combine(version)
        fingerprint.combine(inputs.features.space.name)
        fingerprint.combine(inputs.features.space.count)
        fingerprint.combine(inputs.seed)
        fingerprint.combine(target.device)
        fingerprint.combine(target.samples)
        if target.samples.isEmpty, let table = target.table {
            fingerprint.combine(table)
        }
        for index in referenceIndices {
            let architecture = inputs.features.space.architecture(publishedIndex: index)
            fingerprint.combine(architecture.flatMap { target.table?[$0] } ?? -1)
        }
        if let operators = target.operatorLatencies {
            fingerprint.combine("operators")
            fingerprint.combine(operators.milliseconds.count)
            for value in operators.milliseconds { fingerprint.combine(value) }
            fingerprint.combine(operators.baseMilliseconds ?? -1)
        }
        if learnsFromPool {
            fingerprint.combine(inputs.pool.count)
            for device in inputs.pool {
                fingerprint.combine(device.device)
                fingerprint.combine(device.table)
            }
            if inputs.poolRule != .strangers {
                fingerprint.combine("pool rule \(inputs.poolRule.rawValue)")
            }
        }
        if readsDescriptor {
            if let kind = inputs.descriptor { fingerprint.combine("as \(kind.rawValue)") }
            // A device without one adds nothing: where it stands is told by its position.
            let everyone = [target.descriptor] + inputs.pool.map(\.descriptor)
            for (position, descriptor) in everyone.enumerated() {
                guard let descriptor else { continue }
                fingerprint.combine("descriptor")
                fingerprint.combine(position)
                fingerprint.combine(descriptor)
            }
        }
        return fingerprint.digits
    }
}
