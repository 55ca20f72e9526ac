import Foundation

/// Every run of a trial, in the order in which a network and its references ran. Which of them count,
/// whoever measured says.
package struct TrialRuns: Sendable, Hashable {
    /// What ran in each slot: the references by their positions from 0 on, the network last.
    package var order: [UInt8]
    /// Milliseconds of every run, as many a slot as in every other.
    package var milliseconds: [Float]

    /// Describes runs.
    package init(order: [UInt8], milliseconds: [Float]) {
        self.order = order
        self.milliseconds = milliseconds
    }
}

/// How the runs of a trial are kept.
///
/// A byte that says how times are written, a byte of runs a slot, the number of slots; the slots, two a
/// byte, the first in the lower half; then the times. Numbers are LEB128. Where all times are whole
/// nanoseconds, as clocks tell them, they are differences in nanoseconds, zigzag: of a slot's first run
/// from the last one of what runs there, of the others from the one before. Else they are little-endian
/// IEEE 754 floats. Either way what is read is what was written.
enum TrialRunsBlob {
    private static let floats: UInt8 = 0
    private static let nanoseconds: UInt8 = 1
    private static let mostThings = 16
    private static let nanosecondsOfMillisecond = 1e6
    /// Up to here every whole number is a `Double`.
    private static let largest: Float = 9e9

    /// The bytes; nil for runs that are none.
    static func data(_ runs: TrialRuns) -> Data? {
        guard !runs.order.isEmpty, runs.order.allSatisfy({ $0 < mostThings }),
            runs.milliseconds.count.isMultiple(of: runs.order.count),
            case let each = runs.milliseconds.count / runs.order.count, (1...255).contains(each)
        else { return nil }
        let whole = nanoseconds(of: runs.milliseconds)
        var data = Data([whole == nil ? floats : nanoseconds, UInt8(each)])
        append(UInt64(runs.order.count), to: &data)
        for start in stride(from: 0, to: runs.order.count, by: 2) {
            let next = start + 1 < runs.order.count ? runs.order[start + 1] : 0
            data.append(runs.order[start] | next << 4)
        }
        guard let whole else {
            data.append(SampleBlob.data(runs.milliseconds))
            return data
        }
        var last = [Int64](repeating: 0, count: mostThings)
        for (slot, thing) in runs.order.enumerated() {
            for time in whole[(slot * each)..<((slot + 1) * each)] {
                let difference = time - last[Int(thing)]
                append(UInt64(bitPattern: difference << 1 ^ difference >> 63), to: &data)
                last[Int(thing)] = time
            }
        }
        return data
    }

    /// The runs; nil where the bytes are none.
    static func runs(_ data: Data) -> TrialRuns? {
        var bytes = data[...]
        guard let kind = bytes.popFirst(), let each = bytes.popFirst(), each > 0,
            let slots = number(&bytes), slots > 0, slots <= UInt64(data.count) * 2
        else { return nil }
        var order: [UInt8] = []
        while order.count < Int(slots) {
            guard let byte = bytes.popFirst() else { return nil }
            order.append(byte & 0xF)
            if order.count < Int(slots) { order.append(byte >> 4) }
        }
        let times =
            kind == floats ? SampleBlob.samples(Data(bytes)) : differences(order, each, bytes)
        guard kind <= nanoseconds, let times, times.count == order.count * Int(each) else {
            return nil
        }
        return TrialRuns(order: order, milliseconds: times)
    }

    private static func differences(
        _ order: [UInt8], _ each: UInt8, _ rest: Data.SubSequence
    ) -> [Float]? {
        var bytes = rest
        var last = [Int64](repeating: 0, count: mostThings)
        var times: [Float] = []
        for thing in order {
            for _ in 0..<each {
                guard let written = number(&bytes) else { return nil }
                let difference = Int64(bitPattern: written >> 1) ^ -Int64(bitPattern: written & 1)
                let (time, isTooLarge) = last[Int(thing)].addingReportingOverflow(difference)
                guard !isTooLarge else { return nil }
                last[Int(thing)] = time
                times.append(milliseconds(time))
            }
        }
        return bytes.isEmpty ? times : nil
    }

    private static func milliseconds(_ nanoseconds: Int64) -> Float {
        Float(Double(nanoseconds) / nanosecondsOfMillisecond)
    }

    /// The times in nanoseconds, where that is all that there is to them.
    private static func nanoseconds(of times: [Float]) -> [Int64]? {
        guard times.allSatisfy({ $0 >= 0 && $0 < largest }) else { return nil }
        let whole = times.map { Int64((Double($0) * nanosecondsOfMillisecond).rounded()) }
        return zip(times, whole).allSatisfy { milliseconds($1) == $0 } ? whole : nil
    }

    private static func append(_ number: UInt64, to data: inout Data) {
        var left = number
        while left >= 0x80 {
            data.append(UInt8(left & 0x7F) | 0x80)
            left >>= 7
        }
        data.append(UInt8(left))
    }

    private static func number(_ bytes: inout Data.SubSequence) -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        return nil
    }
}
