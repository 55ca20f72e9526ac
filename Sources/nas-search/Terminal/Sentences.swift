import LatencyPrediction
import Measuring
import ModelExport
import NASSearch
import PublishedFormats
import TabularStore

/// What the libraries say, in sentences that name this program's commands and options.
enum Sentences {
    /// An error of any library.
    static func explain(_ error: any Error) -> String {
        switch error {
        case let error as RequestError: text(of: error)
        case let error as StoreFailure: text(of: error.error)
        case let error as StoreError: text(of: error)
        case let error as ExportError: text(of: error)
        case let error as PublishedFormatError: text(of: error)
        case let error as LatencyPredictionError: text(of: error)
        case let error as RunnerError: text(of: error)
        default: "\(error)"
        }
    }

    static func text(of error: StoreError) -> String {
        switch error {
        case .unreachable, .foreign, .newer, .readOnly, .otherSpace: "\(error) with --store"
        case .keepsRuns: "\(error) with --as"
        case .otherMachine: "\(error) with --device"
        case .originMismatch:
            "\(error)".replacing("another name, or", with: "another name with --as, or")
                + " with --overwrite"
        case .conflict(let conflict):
            conflict.text(
                remedy: "import with --overwrite to replace what is there, or give your device "
                    + "another name")
        default: "\(error)"
        }
    }

    private static func text(of error: ExportError) -> String {
        switch error {
        case .folder(let path, let reason):
            "export folder \(path): \(reason); name another with --output or --export"
        case .exists(let path):
            "\(path) exists already; --force overwrites it, or name another folder"
        case .nothingPicked:
            "--pick \(error); `runs show RUN --export DIR --pick …` exports others"
        case .oneImage(let format, _):
            "--\(error); leave \(format) out of --format, or --batch"
        default: "\(error)"
        }
    }

    private static func text(of error: PublishedFormatError) -> String {
        switch error.hint {
        case .isStore: "\(error)".replacing("is opened,", with: "is named with --store,")
        case .deviceIsMissing: "\(error) (--as)"
        case nil: "\(error)"
        }
    }

    private static func text(of error: LatencyPredictionError) -> String {
        guard
            case .noDescriptor(let estimator, let device, let kind, let reason, let needsCounters) =
                error
        else { return "\(error)" }
        return "\(estimator) for \(device): --descriptor \(kind): \(reason)"
            + (needsCounters ? "; `nas-search profile --counters` adds them" : "")
    }

    private static func text(of error: RunnerError) -> String {
        guard let trouble = error.trouble else { return "\(error)" }
        let remedy =
            switch trouble.kind {
            case .refused: trouble.remedy.replacing("its address, ssh", with: "--host ssh")
            case .noPython:
                trouble.remedy.replacing(", or name another", with: "; --host-python names another")
            case .noProgram: "\(trouble.remedy) with --runner"
            case .noPackage:
                trouble.remedy.replacing(
                    "name nas/bin/python3 as its Python", with: "--host-python nas/bin/python3")
            default: trouble.remedy
            }
        return error.description(advising: "\(trouble.cause): \(remedy)")
    }
}
