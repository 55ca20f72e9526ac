import Foundation
import Reporting
import Testing

@testable import nas_search

/// Help and introduction on terminals of any width.
@Suite struct HelpTextTests {
    private static let commands = [
        ["--help"], ["search", "--help"], ["compare", "--help"], ["evaluate", "--help"],
        ["adapt", "--help"], ["predict", "--help"], ["measure", "--help"], ["profile", "--help"],
        ["devices", "--help"], ["devices", "distance", "--help"], ["runs", "show", "--help"],
        ["data", "import", "--help"], ["data", "template", "--help"], ["export", "--help"],
    ]

    private func help(_ arguments: [String], width: Int) -> [String] {
        help(arguments, widths: [width])[0]
    }

    /// The lines for each width.
    private func help(_ arguments: [String], widths: [Int]) -> [[String]] {
        do {
            var command = try RootCommand.parseAsRoot(arguments)
            try command.run()
            return widths.map { _ in [] }
        } catch {
            return widths.map {
                HelpText.message(for: error, width: $0).components(separatedBy: "\n")
            }
        }
    }

    private static func words(_ lines: [String]) -> [Substring] {
        lines.flatMap { $0.split(separator: " ") }
    }

    @Test(arguments: commands) func narrowHelpBreaksBetweenWordsAndSaysTheSame(_ command: [String])
    {
        let widths = [100, 40, 60]
        let helps = help(command, widths: widths)
        let wide = Self.words(helps[0])
        #expect(wide.count > 10)
        for (width, lines) in zip(widths, helps).dropFirst() {
            #expect(
                lines.filter { $0.count > width }.allSatisfy {
                    $0.split(separator: " ").count == 1
                })
            #expect(Self.words(lines) == wide)
        }
    }

    @Test func whatIsPartOfADeviceIsNoMatterOfExportAlone() throws {
        let lines = help(["search", "--help"], width: 100)
        let export = try #require(lines.firstIndex(of: "EXPORT:"))
        let end = try #require(lines[export...].firstIndex(of: ""))
        let network = try #require(lines.firstIndex(of: "NETWORK:"))
        for option in ["--graph", "--batch"] {
            #expect(!lines[export..<end].contains { $0.hasPrefix("  \(option)") })
            #expect(lines[network..<export].contains { $0.hasPrefix("  \(option)") })
        }
    }

    @Test func eachUntilSaysWhichItIs() {
        let adapt = help(["adapt", "--help"], width: 100).joined(separator: " ")
        #expect(adapt.contains("predictions") && adapt.contains("`measure --until`"))
        let measure = help(["measure", "--help"], width: 100).joined(separator: " ")
        #expect(measure.contains("runs of a network") && measure.contains("`adapt --until`"))
    }

    @Test(arguments: [40, 60, 80, 120]) func theIntroductionFits(width: Int) {
        let lines = Introduction.lines(TextStyle(width: width))
        #expect(lines.allSatisfy { $0.count <= min(width, 80) })
        #expect(lines.contains { $0.contains("--device rtx6000") })
    }
}
