import Foundation
import NASSearch

extension Program {
    /// This program, with its own file as the built-in runner and its own words.
    static var running: Program {
        var program = Program(
            command: ShellWord.joined(["nas-search"] + CommandLine.arguments.dropFirst()),
            python: python)
        if let file = Bundle.main.executablePath {
            program.builtinRunner = { kernels, threads in
                [file, "runner", "--kernels", kernels, "--threads", "\(threads)"]
            }
        }
        program.wording = { Sentences.text(of: $0) }
        program.explain = { Sentences.explain($0) }
        return program
    }

    /// The Python that runs scripts: `$NAS_SEARCH_PYTHON`, else `python3`.
    static var python: String {
        ProcessInfo.processInfo.environment["NAS_SEARCH_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }
            ?? "python3"
    }
}
