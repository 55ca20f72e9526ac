import Foundation
import Profiling
import TabularStore

/// What is kept of a measurement beside its runs.
struct MeasurementNotes: Codable, Equatable {
    let warmupRuns: Int
    /// In milliseconds, of the very first run after loading.
    let firstRun: Double?
    let warnings: [String]
    /// How much slower the reference network was then than when the device was first measured.
    let driftFactor: Double?
    /// In nanoseconds, of a core at full speed, as far as known then; with references only.
    let fastestProbe: Double?

    init(_ measurement: Profiling.Measurement, driftFactor: Double?, fastestProbe: Double?) {
        warmupRuns = measurement.warmupRuns
        firstRun = measurement.firstRunMilliseconds
        warnings = measurement.warnings.map(\.rawValue)
        self.driftFactor = driftFactor
        self.fastestProbe = fastestProbe
    }
}

extension Store {
    /// Tells this process what earlier ones found the cores of this machine capable of, so that it
    /// knows a slow core from its first look on.
    /// - Throws: `StoreError`.
    func recallFastestProbe(of machine: MachineFacts) throws {
        for known in try devices() where known.origin == .measured {
            let identity = try measuringSessions(of: known.device.name).last?.settings.identity
            guard let identity, identity["processor"] == machine.processor,
                identity[MeasuringSettings.processorModel] == machine.processorModel
            else { continue }
            for reference in try measurements(of: known.device.name, role: .reference) {
                let notes = reference.notesJSON.flatMap {
                    try? JSONDecoder().decode(MeasurementNotes.self, from: Data($0.utf8))
                }
                if let probe = notes?.fastestProbe { FastestProbe.ofThisMachine.recall(probe) }
            }
        }
    }
}
