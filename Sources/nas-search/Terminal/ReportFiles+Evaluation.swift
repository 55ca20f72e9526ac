import FileSystem
import NASSearch
import PlainText
import Reporting

extension ReportFiles {
    /// Writes the page and the figure of an evaluation.
    /// - Parameter devices: Whose tables were read.
    func write(
        _ report: EvaluationReport, panels: EvaluationPanels?, devices: [String], seed: UInt64,
        workspace: Workspace
    ) throws {
        try write(
            title: "Latency estimators on devices left out in turn",
            subtitle: "\(NumberFormat.count(devices.count, of: "device")): "
                + devices.joined(separator: ", "),
            document: JSONDocument.text(report),
            figure: EvaluationFigure(report: report, panels: panels?.panels ?? []),
            provenance: workspace.provenance(
                seed: seed, quantities: devices.map { .latency(device: $0) }),
            note: workspace.note)
    }
}
