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
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nas-search-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let source = folder.appendingPathComponent("figure.svg")
            let target = folder.appendingPathComponent("figure.png")
            try Data(svg.utf8).write(to: source)
            let process = Process()
            process.executableURL = tool
            process.arguments = [
                "--dpi-x", String(Self.resolution), "--dpi-y", String(Self.resolution),
                "--output", target.path, source.path,
            ]
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw OutputFailure(
                    path: path,
                    reason: "\(tool.path) failed with status \(process.terminationStatus)")
            }
            return try Data(contentsOf: target)
        } catch let failure as OutputFailure {
            throw failure
        } catch {
            throw OutputFailure(path: path, reason: error.localizedDescription)
        }
    }
}
