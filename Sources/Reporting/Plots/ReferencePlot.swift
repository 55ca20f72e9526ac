/// The latency of a device's references over time.
struct ReferencePlot {
    let figure: DeviceFigure

    /// The drawing.
    func drawing() -> StaticPlot {
        let levels = figure.milliseconds + figure.scales.map(\.milliseconds)
        var canvas = PlotCanvas(
            title: "References of \(figure.device) over time",
            x: AxisScale(lower: 0, upper: figure.hours.last ?? 1),
            y: AxisScale(
                lower: 0.95 * (levels.min() ?? 0), upper: 1.05 * (levels.max() ?? 1)))
        let style = SeriesStyle.series(0)
        for (hours, milliseconds) in zip(figure.hours, figure.milliseconds) {
            canvas.add(
                PlotCanvas.mark(
                    style, x: canvas.across(hours), y: canvas.down(milliseconds), size: 1.2))
        }
        canvas.addLegend("references, a look", style: style, hasLine: false)
        if let scale = figure.scales.last {
            let full = SeriesStyle.series(1)
            canvas.add(
                "<path d=\"M\(n(canvas.across(canvas.x.lower))) "
                    + "\(n(canvas.down(scale.milliseconds)))"
                    + "H\(n(canvas.across(canvas.x.upper)))\" \(PlotCanvas.stroke(full))/>")
            canvas.addLegend("full speed, scale \(scale.version)", style: full)
        }
        return canvas.drawing(xLabel: "hours", yLabel: "references (ms)")
    }
}
