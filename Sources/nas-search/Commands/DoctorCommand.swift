import AccuracyPrediction
import Architectures
import ArgumentParser
import Foundation
import LatencyPrediction
import Measuring
import NASSearch
import PlainText
import PublishedFormats
import Reporting
import SearchSpaces
import TabularStore

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Shows what this machine and this installation can do, each gap with its remedy.")

    @OptionGroup var global: GlobalOptions

    private struct Document: Encodable {
        let version: String
        let checks: [DoctorCheck]
    }

    func run() throws {
        let checks = [processor] + MachineChecks().all + [bundle, store, tables, downloads]
        let document = Document(version: Program.libraryVersion, checks: checks)
        try global.show(document) { style in
            ["nas-search \(Program.libraryVersion)"] + checks.flatMap { Self.lines(of: $0, style) }
        }
    }

    private static func lines(of check: DoctorCheck, _ style: TextStyle) -> [String] {
        var lines = style.wrapped(
            ["  \(mark(check))  \(check.name): \(check.finding)"], indent: 7)
        lines[0] = lines[0].replacing(
            mark(check),
            with: style.emphasised(mark(check), check.ok ? .good : .caution),
            maxReplacements: 1)
        lines += check.remedy.map { style.wrapped(["       → \($0)"], indent: 9) } ?? []
        return lines
    }

    private static func mark(_ check: DoctorCheck) -> String { check.ok ? "ok " : "gap" }

    private var processor: DoctorCheck {
        DoctorCheck(
            name: "processor", ok: true, finding: MachineFacts.current().processorSummary)
    }

    private var bundle: DoctorCheck {
        do {
            let models = try BundledLatencyModels.bundled().devices.count
            let surrogates = try BundledAccuracyModels.bundled().models.count
            let measured = try MeasuredDeviceIndex.bundled().devices.count
            _ = try (
                SearchSpace.nasBench201(), DeviceCatalogue.bundled(), SourceCatalogue.bundled()
            )
            return DoctorCheck(
                name: "bundle", ok: true,
                finding: "\(try BundledFile.folder().path), latency models of \(models) devices, "
                    + "\(surrogates) accuracy surrogates, "
                    + NumberFormat.count(measured, of: "measured device"))
        } catch {
            return DoctorCheck(
                name: "bundle", ok: false, finding: "\(error)",
                remedy: "copy the folder nas-search_SearchSpaces.resources of the build beside the "
                    + "executable")
        }
    }

    private var store: DoctorCheck {
        do {
            let workspace = try global.workspace()
            guard workspace.store.exists else {
                return DoctorCheck(
                    name: "store", ok: true,
                    finding:
                        "\(workspace.store.path) does not exist yet; the first import or run makes it"
                )
            }
            return DoctorCheck(
                name: "store", ok: true,
                finding:
                    "\(workspace.store.path), \(NumberFormat.count(try workspace.store.runs().count, of: "run"))"
            )
        } catch {
            return DoctorCheck(name: "store", ok: false, finding: "\(error)")
        }
    }

    private var tables: DoctorCheck {
        guard let workspace = try? global.workspace(), let tables = try? workspace.store.tables()
        else {
            return DoctorCheck(name: "tables", ok: false, finding: "the store can't be read")
        }
        let devices = tables.count { if case .latency = $0.quantity { true } else { false } }
        let accuracies = tables.count { if case .accuracy = $0.quantity { true } else { false } }
        return DoctorCheck(
            name: "tables", ok: devices > 0 && accuracies > 0,
            finding: "latencies of \(devices) devices, \(accuracies) tables of accuracies",
            remedy: devices > 0 && accuracies > 0
                ? nil
                : "`nas-search data import FOLDER` or `nas-search data fetch` adds tables; until "
                    + "then bundled models stand in")
    }

    private var downloads: DoctorCheck {
        let found = MachineChecks.program("curl")
        return DoctorCheck(
            name: "downloads", ok: found != nil, finding: found ?? "curl is not installed",
            remedy: found == nil
                ? "install curl for `data fetch`, or copy files and import them" : nil)
    }
}
