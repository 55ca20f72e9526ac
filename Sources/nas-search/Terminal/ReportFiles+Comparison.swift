import Architectures
import FileSystem
import NASSearch
import PlainText
import Reporting

extension ReportFiles {
    /// Writes the page and the figure of estimators on one device.
    func write(
        _ report: ComparisonReport, drawing: ComparisonDrawing, of comparison: EstimatorComparison,
        seed: UInt64
    ) throws {
        let device = comparison.oracle.device
        let figure = ComparisonFigure(
            report: report, space: try drawing.space(),
            oracle: try drawing.table(
                of: comparison.oracle, name: ComparisonDrawing.oracle, comparison: comparison),
            estimates: drawing.estimates, leftOut: drawing.leftOut(of: comparison.oracle.table))
        try write(
            title: "Latency estimators on \(device.requestedName ?? device.name)",
            subtitle: "\(device.device.title.map { "\($0); " } ?? "")\(drawing.accuracy.summary)",
            document: JSONDocument.text(report), figure: figure,
            provenance: drawing.workspace.provenance(
                seed: seed,
                quantities: ([device.name] + drawing.pool).map { .latency(device: $0) }
                    + [.accuracy(drawing.key)]),
            note: drawing.workspace.note)
    }

    /// Writes the page and the figure of several devices' fronts.
    func write(
        _ report: FrontOverlapReport, drawing: ComparisonDrawing, oracles: [DeviceOracle]
    ) throws {
        let tables = try oracles.map { oracle in
            try drawing.table(
                of: oracle, name: oracle.device.name,
                comparison: EstimatorComparison(
                    workspace: drawing.workspace, oracle: oracle, accuracy: drawing.accuracy,
                    dataset: drawing.key.dataset))
        }
        try write(
            title: "Fronts of \(NumberFormat.count(oracles.count, of: "device"))",
            subtitle: oracles.map(\.device.name).joined(separator: ", ") + "; "
                + drawing.accuracy.summary,
            document: JSONDocument.text(report),
            figure: OverlapFigure(
                dataset: drawing.key.dataset, space: try drawing.space(), devices: tables),
            provenance: drawing.workspace.provenance(
                seed: nil,
                quantities: oracles.map { .latency(device: $0.device.name) }
                    + [.accuracy(drawing.key)]),
            note: drawing.workspace.note)
    }
}
