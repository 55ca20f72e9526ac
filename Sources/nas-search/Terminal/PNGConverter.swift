import FileSystem
import Foundation

/// Turns a figure into pixels with `rsvg-convert`, which comes with librsvg.
struct PNGConverter {
    /// Dots an inch, which printers ask for.
    private static let resolution = 600

    private let tool: URL

    /// Finds the tool.
    /// - Throws: ``Refusal`` where it is not installed.
    init(for path: String) throws {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let candidates = folders.map { "\($0)/rsvg-convert" }
        guard
            let found = candidates.first(where: {
                FileManager.default.isExecutableFile(atPath: $0)
            })
        else {
            throw Refusal(
                "--plot \(path): PNG needs rsvg-convert, which is not installed: "
                    + "`apt-get install librsvg2-bin` brings it; or name a file that ends in .svg")
        }
        tool = URL(fileURLWithPath: found)
    }

    /// The figure as PNG.
    /// - Throws: ``OutputFailure``.
    func png(of svg: String, for path: String) throws -> Data {
        do {
            let scratch = try ScratchFolder(prefix: "nas-search-figure")
            let (source, target) = (scratch.path("figure.svg"), scratch.path("figure.png"))
            try scratch.write(Data(svg.utf8), to: "figure.svg")
            let process = Process()
            process.executableURL = tool
            process.arguments = [
                "--dpi-x", String(Self.resolution), "--dpi-y", String(Self.resolution),
                "--output", target, source,
            ]
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw OutputFailure(
                    path: path,
                    reason: "\(tool.path) failed with status \(process.terminationStatus)")
            }
            return try Data(contentsOf: URL(fileURLWithPath: target))
        } catch let failure as OutputFailure {
            throw failure
        } catch {
            throw OutputFailure(path: path, reason: SystemError.reason(of: error))
        }
    }
}
