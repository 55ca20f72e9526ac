import AccuracyPrediction
import Architectures
import PublishedFormats
import TabularStore

extension Workspace {
    /// Where a table of accuracies comes from. Nobody trains most of a space but the authors of a
    /// benchmark: the few accuracies of a CSV file are those of whoever imported it.
    package func accuracyOrigin(of key: AccuracyKey) throws -> Origin {
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
    /// - Throws: ``RequestError``.
    package func accuracySource(_ key: AccuracyKey, choice: AccuracyChoice?) throws
        -> any AccuracySource
    {
        let table = choice == .surrogate ? nil : try store.table(.accuracy(key))
        // Nothing stands in for the rest in a space that has no surrogate.
        let isAll = choice == .table || !space.isNASBench201
        if let table, isAll || AccuracyTable.isWhole(table) {
            let source = AccuracyTable(
                table: table, key: key, origin: try accuracyOrigin(of: key))
            return AccuracyTable.isWhole(table)
                ? source
                : RemarkedAccuracy(
                    source: source,
                    remark: program.wording(
                        space.isNASBench201
                            ? .partialAccuracies
                            : .onlyKnownAccuracies(
                                known: table.covered.count, count: space.count)))
        }
        let known = table.map(\.covered.count)
        let surrogate = try surrogate(key, choice: choice, known: known)
        guard let known else { return surrogate }
        return RemarkedAccuracy(
            source: surrogate,
            remark: program.wording(.surrogateInstead(known: known, count: space.count)))
    }

    /// - Parameter known: How many accuracies the store has, where these are too few.
    private func surrogate(
        _ key: AccuracyKey, choice: AccuracyChoice?, known: Int?
    ) throws -> any AccuracySource {
        if choice != .table, let surrogate = try AccuracySurrogate.bundled(key, space: space) {
            return surrogate
        }
        guard space.isNASBench201 else {
            throw RequestError.noAccuraciesOfSpace(key, space: space.name)
        }
        throw RequestError.noAccuracies(key, choice: choice, known: known, count: space.count)
    }
}
