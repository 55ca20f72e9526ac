import LatencyPrediction
import PlainText
import PublishedFormats

/// Something that a result's reader has to know and can act on. ``Program/wording`` says how.
public enum Remark: Sendable, Hashable {
    /// What `adapt` left for the device was taken.
    case adaptation(samples: Int, sampling: SamplingStrategy)
    /// What `adapt` left was not taken, because more is known now.
    case outdatedAdaptation(samples: Int, newLatencies: Int)
    /// The bundled model is the only one for the device.
    case bundledModelAlone(device: String)
    /// The table of accuracies has a part of the space, and that part alone is searched.
    case partialAccuracies
    /// Nothing stands in for the accuracies that the store lacks: a space without a surrogate.
    case onlyKnownAccuracies(known: Int, count: Int)
    /// The surrogate stands in for a table that has too few accuracies.
    case surrogateInstead(known: Int, count: Int)
    /// The device has no table to compare with.
    case noOracle
    /// What to measure next, by published index, because it is likeliest to change a front.
    case measureNext(device: String, indices: [Int], settling: Settling?)
    /// No device is left to learn from for these.
    case emptyPools(devices: [String])
    /// A device's latencies are of another input than the networks searched.
    case otherInput(InputMismatch)
    /// A device goes on as it was measured, though this machine could take turns with references.
    case unpaired(device: String, statistic: String)
    /// A device is slower, or faster, than any that is known, which looks like another unit.
    case strangeScale(device: String, factor: Double, isSlower: Bool, unit: LatencyUnit)

    /// A new name stands for this machine, of which nobody said so; and the name of a device that it
    /// may have been meant for.
    case newName(device: String, processor: String, nearest: String?)
    /// A device was measured on a machine of another name, or on this one; nil.
    case otherHost(device: String, earlier: String?, now: String)

    /// What measurements would settle of a front.
    public struct Settling: Sendable, Hashable {
        /// Members that would be told from everything else, were the measurements as believed.
        public let members: Int
        /// Members that are not told from everything else now.
        public let open: Int
    }

    /// Inputs that differ.
    public struct InputMismatch: Sendable, Hashable {
        /// The data set whose networks are searched.
        public let dataset: String
        /// The width of its images.
        public let wanted: Int
        /// The width that the device's latencies are of; nil where nobody says.
        public let known: Int?
        /// The width that published latencies are of.
        public let published: Int
        /// Whether the device can be measured here.
        public let isLocal: Bool
    }
}

extension Remark: CustomStringConvertible {
    /// A sentence, or the end of one, that names no option of any program.
    public var description: String {
        switch self {
        case .adaptation(let samples, let sampling):
            "as it was adapted before, with "
                + NumberFormat.count(samples, of: "\(sampling.rawValue) sample")
        case .outdatedAdaptation(let samples, let newLatencies):
            "not what it was adapted to before, with \(samples) samples: \(newLatencies) more "
                + "latencies are known since"
        case .bundledModelAlone(let device):
            "the store has no table of \(device), so that the bundled model is the only one"
        case .partialAccuracies: "the rest can't be found"
        case .onlyKnownAccuracies(let known, let count):
            "accuracies of \(known) of \(count) cells are known, and only these can be found"
        case .surrogateInstead(let known, let count):
            "the store's table has \(known) of \(count) architectures"
        case .noOracle: "none: the store has no table of the device"
        case .measureNext(_, let indices, let settling): Self.next(indices, settling)
        case .emptyPools(let devices):
            "no device is left in the pool of \(devices.joined(separator: ", "))"
        case .otherInput(let mismatch): mismatch.description
        case .newName(let device, let processor, let nearest):
            "\(device) is a new name" + (nearest.map { " (did you mean \($0)?)" } ?? "")
                + ", and what is measured under it is this machine (\(processor))"
        case .otherHost(let device, let earlier, let now):
            "\(device) was measured on \(earlier ?? "the machine of this store"), and now on \(now): "
                + "it goes on where that is the same machine by what it says about itself"
        case .unpaired(let device, let statistic):
            "\(device) was measured as \(statistic) and goes on so"
        case .strangeScale(let device, let factor, let isSlower, let unit):
            "the latencies of \(device) are \(NumberFormat.digits(factor, 2)) times "
                + (isSlower ? "longer than on the slowest" : "shorter than on the fastest")
                + " published device, read as \(unit.rawValue): if that is not their unit, import "
                + "them again"
        }
    }

    /// How many architectures are named at most.
    private static let named = 10

    private static func next(_ indices: [Int], _ settling: Settling?) -> String {
        indices.prefix(named).map(String.init).joined(separator: ", ")
            + (indices.count > named ? ", …" : "") + " next, the likeliest to change the front"
            + (settling.map {
                " (\(NumberFormat.count(indices.count, of: "measurement")) would settle "
                    + ($0.members > 0 ? "some \($0.members)" : "none")
                    + " of \($0.open) members)"
            } ?? "")
    }
}

extension Remark.InputMismatch: CustomStringConvertible {
    /// What differs.
    public var description: String {
        let networks = "the networks of \(dataset) have \(wanted)×\(wanted) input"
        guard let known else {
            return "\(networks), and nothing says that its latencies are of these: published ones "
                + "are of \(published)×\(published)"
        }
        return "\(networks), and its latencies are of \(known)×\(known): these take another time"
    }
}
