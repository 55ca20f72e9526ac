import Architectures
import ArgumentParser
import Foundation
import NASSearch
import TabularStore

struct DataRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Takes a table out of the store.",
        discussion: """
            A table is named as `data list` does: what the numbers are, and of what. Latencies that \
            were measured go with every run behind them.

              nas-search data remove latency gold_6226
              nas-search data remove accuracy 'cifar10, 200 epochs, valid'
            """)

    @Argument(help: "latency, energy, accuracy, parameters or flops; then of what.")
    var table: [String]

    @Flag(help: "Don't ask.")
    var force = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace(.readWrite)
        let wanted = table.joined(separator: " ")
        let known = try workspace.store.tables().map(\.quantity)
        func name(_ quantity: Quantity) -> String { "\(quantity.kindName) \(quantity.subject)" }
        guard let quantity = known.first(where: { name($0) == wanted }) else {
            let names = known.map(name)
            throw Refusal(
                "the store holds no table '\(wanted)'"
                    + NearestName.question(for: wanted, among: names)
                    + (names.isEmpty ? "; it holds none" : "; `nas-search data list` names all"))
        }
        try RemovalOutput(
            global: global, workspace: workspace,
            confirmation: Confirmation(global: global, isForced: force)
        ).remove(["table \(name(quantity))"]) {
            try workspace.store.removeTable(quantity, isTrial: $0)
        }
    }
}
