import Architectures
import GRDB

extension Row {
    /// The value of a column, by its position from 0.
    ///
    /// GRDB's own subscript ends the program where a column holds something else, as it may in a file
    /// that another program wrote: this throws instead.
    /// - Throws: `RowDecodingError`, which ``StoreError/translating(path:_:)`` calls damage.
    func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ column: Int
    ) throws -> Value { try decode(atIndex: column) }
}

extension Store {
    /// The architecture of a code that was read.
    /// - Throws: ``StoreError/damaged(path:reason:)`` where the space has none.
    func architecture(_ code: Int) throws -> Architecture {
        guard (0..<space.count).contains(code) else {
            throw StoreError.damaged(path: path, reason: "an architecture's code is \(code)")
        }
        return Architecture(code: code)
    }
}
