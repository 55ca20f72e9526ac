import Foundation
import Measuring
import NASSearch
import TabularStore

extension Workspace {
    /// A device's references over time, for its page.
    /// - Throws: `StoreError`.
    package func deviceFigure(of device: String) throws -> DeviceFigure {
        let trials = try store.referenceTrials(of: device).compactMap { trial in
            let levels = PairedRuns.referenceLevels(of: trial.runs, turns: trial.turns)
            return levels.isEmpty
                ? nil
                : (
                    seconds: trial.measuredAt,
                    milliseconds: exp(levels.reduce(0, +) / Double(levels.count))
                )
        }
        return DeviceFigure(
            device: device, trials: trials,
            scales: try store.latencyScales(of: device).map {
                DeviceFigure.Scale(
                    version: $0.version, milliseconds: $0.milliseconds,
                    standardError: $0.relativeError, blocks: $0.blocks)
            })
    }
}
