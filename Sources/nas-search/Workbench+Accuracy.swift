import AccuracyPrediction
import Architectures
import PublishedFormats
import TabularStore

extension Workbench {
    /// Where a table of accuracies comes from. Nobody trains most of a space but the authors of a
    /// benchmark: the few accuracies of a CSV file are those of whoever imported it.
    func accuracyOrigin(of key: AccuracyKey) throws -> Origin {
        let quantity = Quantity.accuracy(key)
        guard let info = try store.tables().first(where: { $0.quantity == quantity }) else {
            return .published
        }
        guard info.origin == .published, 2 * info.count <= space.count else { return info.origin }
        let formats = try store.imports()
            .filter { record in record.tables.contains { $0.quantity == quantity } }.map(\.format)
        return Set(formats) == [PublishedFormat.csv.name] ? .measured : .published
    }

    /// The table that was asked for, or one that covers most of the space, else the bundled
    /// surrogate.
    /// - Throws: ``Refusal``.
    func accuracySource(_ key: AccuracyKey, choice: AccuracyChoice?) throws -> any AccuracySource {
        let table = choice == .surrogate ? nil : try store.table(.accuracy(key))
        if let table, choice == .table || AccuracyTable.isWhole(table) {
            let source = AccuracyTable(
                table: table, key: key, origin: try accuracyOrigin(of: key))
            return AccuracyTable.isWhole(table)
                ? source
                : RemarkedAccuracy(
                    source: source,
                    remark: "the rest can't be found: --accuracy surrogate searches all")
        }
        let known = table.map(\.covered.count)
        let surrogate = try surrogate(key, choice: choice, known: known)
        guard let known else { return surrogate }
        return RemarkedAccuracy(
            source: surrogate,
            remark:
                "the store's table has \(known) of \(space.count) architectures: --accuracy table "
                + "searches these alone")
    }

    /// - Parameter known: How many accuracies the store has, where these are too few.
    private func surrogate(
        _ key: AccuracyKey, choice: AccuracyChoice?, known: Int?
    ) throws -> any AccuracySource {
        let what = "\(key.dataset), \(key.split.rawValue), \(key.epochs) epochs"
        if choice == .table {
            throw Refusal(
                "--accuracy table: the store has no accuracies for \(what); take them in with "
                    + "`nas-search data import FOLDER`, or use --accuracy surrogate")
        }
        if let surrogate = try AccuracySurrogate.bundled(key, space: space) { return surrogate }
        if choice == .surrogate {
            throw Refusal(
                "--accuracy surrogate: the bundled surrogate knows 200 epochs only, not \(what)")
        }
        if let known {
            throw Refusal(
                "accuracies for \(what): the store has \(known) of \(space.count), and the bundled "
                    + "surrogate knows 200 epochs only; --accuracy table searches these \(known) alone"
            )
        }
        throw Refusal(
            "no accuracies for \(what): the store has no table of them, and the bundled surrogate "
                + "knows 200 epochs only; `nas-search data import FOLDER` takes tables in")
    }
}
