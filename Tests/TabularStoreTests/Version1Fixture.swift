import Foundation
import GRDB

/// A store as version 1 wrote it, in SQL of its own: it stays as it is when the schema goes on.
enum Version1Fixture {
    /// Device `old` with two latencies (code 1: 2.5 ms, code 26: 4 ms), and run 3 with one
    /// evaluation.
    static func write(to path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try db.execute(sql: schema + contents)
        }
        try queue.close()
    }

    private static let missing = "000000000000F87F"

    private static var contents: String {
        let values =
            missing + "0000000000000440" + String(repeating: missing, count: 24)
            + "0000000000001040"
        return """
            INSERT INTO grdb_migrations VALUES ('1');
            INSERT INTO space VALUES (1, 'tiny', 27);
            INSERT INTO device (id, name, title, origin)
                VALUES (4, 'old', 'An old device', 'published');
            INSERT INTO deviceAlias VALUES ('alias', 4);
            INSERT INTO objectiveTable (id, space, quantity, device, unit, origin, valueCount,
                contentHash, content)
                VALUES (2, 1, 'latency', 4, 'ms', 'published', 2, 7157380431061346315,
                    X'\(values)');
            INSERT INTO importedFile VALUES (1, 'old.csv', 'abc', 100, 'csv', 27, 0.5);
            INSERT INTO importedTable VALUES (1, 2, 2, 0, X'02000004');
            INSERT INTO run VALUES (3, 1, 'old', 'toy', 0, '{}', 'abc', '0.1', 'running', 1, 2, NULL);
            INSERT INTO evaluation VALUES (3, 0, 5, X'000000000000F83F');
            """
    }

    private static let schema = """
        PRAGMA application_id = 1312904019;
        PRAGMA user_version = 1;
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);

        CREATE TABLE space (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            architectures INTEGER NOT NULL CHECK (architectures > 0)
        ) STRICT;

        CREATE TABLE device (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            title TEXT, hardware TEXT, kind TEXT, runtime TEXT,
            batch INTEGER, threads INTEGER, precision TEXT,
            source TEXT, licence TEXT, protocol TEXT,
            origin TEXT NOT NULL
        ) STRICT;

        CREATE TABLE deviceAlias (
            alias TEXT PRIMARY KEY,
            device INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE objectiveTable (
            id INTEGER PRIMARY KEY,
            space INTEGER NOT NULL REFERENCES space (id),
            quantity TEXT NOT NULL,
            device INTEGER REFERENCES device (id),
            dataset TEXT, split TEXT, epochs INTEGER, seed INTEGER CHECK (seed >= 0),
            unit TEXT NOT NULL,
            origin TEXT NOT NULL,
            valueCount INTEGER NOT NULL,
            contentHash INTEGER NOT NULL,
            content BLOB NOT NULL,
            CHECK ((quantity IN ('latency', 'energy') AND device IS NOT NULL)
                OR (quantity IN ('parameters', 'flops') AND dataset IS NOT NULL)
                OR (quantity = 'accuracy' AND dataset IS NOT NULL
                    AND split IN ('valid', 'test') AND epochs > 0))
        ) STRICT;

        CREATE UNIQUE INDEX objectiveTableKey ON objectiveTable (
            space, quantity, ifnull(device, 0), ifnull(dataset, ''), ifnull(split, ''),
            ifnull(epochs, 0), ifnull(seed, -1));

        CREATE TABLE importedFile (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            path TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            format TEXT NOT NULL,
            rowCount INTEGER NOT NULL,
            importedAt REAL NOT NULL
        ) STRICT;

        CREATE INDEX importedFileSHA256 ON importedFile (sha256);

        CREATE TABLE importedTable (
            file INTEGER NOT NULL REFERENCES importedFile (id) ON DELETE CASCADE,
            objectiveTable INTEGER NOT NULL REFERENCES objectiveTable (id) ON DELETE CASCADE,
            added INTEGER NOT NULL,
            replaced INTEGER NOT NULL,
            codes BLOB,
            PRIMARY KEY (file, objectiveTable)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX importedTableTable ON importedTable (objectiveTable, file);

        CREATE TABLE artefact (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            space INTEGER NOT NULL REFERENCES space (id),
            device TEXT,
            version INTEGER NOT NULL,
            inputs TEXT NOT NULL,
            createdAt REAL NOT NULL,
            content BLOB NOT NULL
        ) STRICT;

        CREATE UNIQUE INDEX artefactKey ON artefact (space, kind, name, ifnull(device, ''));

        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            space INTEGER NOT NULL REFERENCES space (id),
            device TEXT NOT NULL,
            dataset TEXT NOT NULL,
            seed INTEGER NOT NULL,
            settings TEXT NOT NULL,
            inputs TEXT NOT NULL,
            software TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('running', 'done', 'interrupted')),
            createdAt REAL NOT NULL,
            updatedAt REAL NOT NULL,
            result TEXT
        ) STRICT;

        CREATE TABLE evaluation (
            run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            ordinal INTEGER NOT NULL,
            code INTEGER NOT NULL,
            objectives BLOB NOT NULL,
            PRIMARY KEY (run, ordinal)
        ) STRICT, WITHOUT ROWID;

        """
}
