import Foundation
import NASSearch
import Measuring
import TabularStore

extension Workspace {
    /// A device's references over time, for its page.
    /// - Throws: `StoreError`.
    package func deviceFigure(of device: String) throws -> DeviceFigure {
        let looks = try store.referenceLooks(of: device).compactMap { look in
            let levels = PairedRuns.referenceLevels(of: look.runs, turns: look.turns)
            return levels.isEmpty
                ? nil
                : (
                    seconds: look.measuredAt,
                    milliseconds: exp(levels.reduce(0, +) / Double(levels.count))
                )
        }
        return DeviceFigure(
            device: device, looks: looks,
            scales: try store.latencyScales(of: device).map {
                DeviceFigure.Scale(
                    version: $0.version, milliseconds: $0.milliseconds,
                    standardError: $0.relativeError, blocks: $0.blocks)
            })
    }
}
