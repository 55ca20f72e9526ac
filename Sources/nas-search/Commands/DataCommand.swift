import ArgumentParser

struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Takes tables in and shows what is there.",
        subcommands: [
            DataImportCommand.self, DataExportCommand.self, DataFetchCommand.self,
            DataTemplateCommand.self, DataListCommand.self, DataVerifyCommand.self,
            DataRemoveCommand.self,
        ])
}
