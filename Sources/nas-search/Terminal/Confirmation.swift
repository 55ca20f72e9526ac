import Foundation
import NASSearch
import PlainText

/// Asks before something goes for good.
struct Confirmation {
    let global: GlobalOptions
    /// Whether the command says already that it is meant.
    let isForced: Bool

    /// Says what would go, and asks where there is somebody to ask.
    /// - Throws: ``Refusal`` where it is not wanted, or nobody can say so.
    func ask(_ what: [String]) throws {
        if isForced { return }
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            throw Refusal(
                "this would remove \(what.joined(separator: "; ")): nothing was removed, since there "
                    + "is no terminal to ask on; --force says that it is meant")
        }
        for line in what { Console.printError("removes   \(VisibleText.line(line))") }
        Console.printError("remove? [y/N]")
        let answer = readLine()?.trimmingCharacters(in: .whitespaces).lowercased()
        guard answer == "y" || answer == "yes" else { throw Refusal("nothing was removed") }
    }
}
