import Architectures
import ArgumentParser
import Foundation
import LatencyPrediction
import NASSearch
import Profiling
import PublishedFormats
import SearchSpaces
import TabularStore

/// A request that was refused before any work was done; exit code 2.
struct Refusal: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Work that was stopped by the user or the system; exit code 130, 143 or 129 by the signal.
struct Interrupted: Error, CustomStringConvertible {
    /// What was kept and how to go on.
    let description: String
}

/// How errors become one line on stderr and an exit code.
enum Failure {
    static let failed: Int32 = 1
    static let refused: Int32 = 2
    /// Added to the number of the signal that asked for the end, as shells do.
    static let signalled: Int32 = 128

    /// Prints the error (or the help that was asked for) and returns the exit code.
    static func report(_ error: any Error) -> Int32 {
        switch error {
        case let refusal as Refusal: return say(refusal.description, refused)
        case let error as RequestError: return say(Sentences.text(of: error), refused)
        case let counters as CounterError:
            return say("--counters \(counters.source.rawValue): \(counters)", refused)
        case is BundledFileError, is LatencyPredictionError, is SearchSpaceError:
            return say(Sentences.explain(error), refused)
        case let fetch as SourceFetchError where fetch.kind == .needsBrowser:
            return say(fetch.description, refused)
        case let interruption as Interrupted:
            let stop = Console.stop
            return say("\(stop.word): \(interruption.description)", stop.code)
        case let cancelled as Cancelled:
            let stop = Console.stop
            return say("\(stop.word): \(Sentences.text(of: cancelled))", stop.code)
        default: break
        }
        let code = RootCommand.exitCode(for: error)
        if code == .success {
            Console.print(HelpText.message(for: error, width: Console.helpWidth))
            return 0
        }
        if code == .validationFailure {
            let message = RootCommand.fullMessage(for: error, columns: Console.helpWidth)
            return say(message.trimmingPrefix("Error: ").description, refused)
        }
        return say(Sentences.explain(error), failed)
    }

    private static func say(_ message: String, _ code: Int32) -> Int32 {
        Console.printFailure(message)
        return code
    }
}
