import Architectures
import LatencyPrediction
import PublishedFormats
import TabularStore

/// What ships with the program is of NAS-Bench-201: a workspace of another space has none of it.
extension Workspace {
    /// The latency models of published devices; nil for another space.
    /// - Throws: `BundledFileError`.
    package func bundledModels() throws -> BundledLatencyModels? {
        space.isNASBench201 ? try .bundled() : nil
    }

    /// The devices that this project measured; none for another space.
    /// - Throws: `BundledFileError`.
    package func shippedDevices() throws -> [MeasuredDeviceSummary] {
        space.isNASBench201 ? try MeasuredDeviceIndex.bundled().devices : []
    }

    /// Reads tables, those that others publish where they can be of the space.
    package var tableReader: PublishedReader {
        PublishedReader(space: space, readsPickles: space.isNASBench201)
    }

    /// What is known of published devices; nothing for another space, in which nobody published any.
    /// - Throws: `BundledFileError`.
    static func catalogue(of space: SearchSpace) throws -> DeviceCatalogue {
        space.isNASBench201 ? try .bundled() : .empty
    }
}
