import Architectures
import Foundation
import GRDB

extension Store {
    /// Where the values of a table come from, as far as the store knows: the path of the file that
    /// brought each, the last one where several did.
    package func sources(of quantity: Quantity) throws -> [Architecture: String] {
        try read { db in
            guard let table = try storedTable(quantity, db) else { return [:] }
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT path, codes FROM importedTable
                    JOIN importedFile ON importedFile.id = file
                    WHERE objectiveTable = ? AND codes IS NOT NULL ORDER BY file
                    """, arguments: [table.id])
            var sources: [Architecture: String] = [:]
            while let row = try rows.next() {
                let file: String = try row.value(0)
                let codes: Data = try row.value(1)
                for (position, byte) in codes.enumerated() where byte != 0 {
                    for bit in 0..<8 where byte >> UInt8(bit) & 1 == 1 {
                        let code = position << 3 | bit
                        if code < space.count { sources[Architecture(code: code)] = file }
                    }
                }
            }
            return sources
        }
    }
}
