import GRDB

/// The tables of the store, and how a file of an older version becomes one of this version.
///
/// Version 1
/// - `space`: the search spaces that tables belong to, and their sizes.
/// - `device`, `deviceAlias`: what is known about devices; everything but name and origin is NULL
///   where unknown.
/// - `objectiveTable`: one quantity over a whole space. `quantity` is `latency` or `energy` (with
///   `device`), `accuracy` (with `dataset`, `split`, `epochs`, and `seed` unless it is the mean over
///   seeds), `parameters` or `flops` (with `dataset`). `content` is what ``TableBlob`` says,
///   `contentHash` its fingerprint, `valueCount` the number of values that are not missing.
/// - `importedFile`, `importedTable`: which file brought what, in the order of `id`. `codes` is a
///   bit a code (lowest bit of the first byte first; bytes of zeros at the end may be left out), set
///   where the value came from this file; NULL where the file brought nothing that was not there.
/// - `artefact`: what is computed once and used later, such as predictors and descriptors. `version`
///   is that of the artefact's own format, `inputs` the fingerprint of what it was computed from.
/// - `run`, `evaluation`: searches, their settings and results as JSON, and every evaluation in
///   order, `objectives` being little-endian doubles.
///
/// Version 2
/// - `measuringSession`: under which circumstances networks were timed on a device. `identity` (a
///   JSON object of strings) is what makes the device what it is; `machine` and `protocol` are JSON.
/// - `measurement`: networks that were timed, with every run as little-endian floats in
///   milliseconds. At most one a network and device is `current`: its latency is in the device's
///   `objectiveTable`, which the same transaction writes.
///
/// Version 3
/// - `objectiveTable.content` may be sparse, see ``TableBlob``; files of version 2 are read as they
///   are.
///
/// Version 4
/// - `latencyScale`: what a device's references take at full speed; the highest `version` counts.
/// - `measurement` gets `logRatio`, the logarithm of the network's milliseconds relative to the
///   references', NULL where it ran alone: `milliseconds` is the ratio times the device's scale, and
///   whatever sets the scale writes it anew. `relativeError` is the ratio's or the latency's standard
///   error, NULL where unknown.
/// - `referenceLook`: runs of the references, `[turns × references]` little-endian floats in
///   milliseconds. Those of a `measurement`, in the order of `id`, are beside its `samples`, turn by
///   turn; without one they ran alone.
///
/// Version 5
/// - `lookRuns`: every run of a trial, those that do not count as well, in the order in which they ran,
///   as ``TrialRunsBlob`` writes them. Trials that earlier versions wrote have none: only their counted
///   runs were kept.
///
/// Times are seconds since 1970, UTC. `PRAGMA user_version` is the version, `PRAGMA application_id`
/// says that the file is a store at all; both are in the file's header from its first byte on.
struct Schema: Sendable {
    /// "NASS".
    static let applicationID = 0x4E41_5353

    /// What a version adds to the one before it; version `i + 1` is `steps[i]`.
    let steps: [@Sendable (Database) throws -> Void]

    /// The version that this schema is.
    var version: Int { steps.count }

    /// What this program reads and writes.
    static let current = Schema(
        steps: [
            { db in try db.execute(sql: version1) },
            { db in try db.execute(sql: version2) },
            // What was written before is valid as it is.
            { _ in },
            { db in try db.execute(sql: version4) },
            { db in try db.execute(sql: version5) },
            // Nil for the space that ships with the program.
            { db in try db.execute(sql: "ALTER TABLE space ADD COLUMN definition TEXT") },
        ], oldestReadable: 5)

    /// The oldest version that is read as it is; older ones are migrated, in a copy where the file
    /// is not to be changed.
    let oldestReadable: Int

    /// A schema made of the given steps.
    /// - Parameter oldestReadable: Nil where only the last step's version is read as it is.
    init(steps: [@Sendable (Database) throws -> Void], oldestReadable: Int? = nil) {
        self.steps = steps
        self.oldestReadable = oldestReadable ?? steps.count
    }

    /// Brings a file to ``version``, a transaction a version.
    var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for (index, step) in steps.enumerated() {
            migrator.registerMigration("\(index + 1)") { db in
                if index == 0 {
                    try db.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
                }
                try step(db)
                try db.execute(sql: "PRAGMA user_version = \(index + 1)")
            }
        }
        return migrator
    }

    /// Brings a file to ``version``, also while another process does the same.
    func migrate(_ writer: some DatabaseWriter) throws {
        do {
            try migrator.migrate(writer)
        } catch {
            guard try writer.read(migrator.hasCompletedMigrations) else { throw error }
        }
    }

    private static let version1 = """
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

    private static let version2 = """
        CREATE TABLE measuringSession (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            device INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
            startedAt REAL NOT NULL,
            identity TEXT NOT NULL,
            machine TEXT NOT NULL,
            protocol TEXT NOT NULL,
            software TEXT NOT NULL
        ) STRICT;

        CREATE INDEX measuringSessionDevice ON measuringSession (device, id);

        CREATE TABLE measurement (
            id INTEGER PRIMARY KEY,
            space INTEGER NOT NULL REFERENCES space (id),
            device INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
            session INTEGER NOT NULL REFERENCES measuringSession (id) ON DELETE CASCADE,
            code INTEGER NOT NULL CHECK (code >= 0),
            role TEXT NOT NULL CHECK (role IN ('current', 'repeated', 'reference')),
            milliseconds REAL NOT NULL CHECK (milliseconds > 0),
            samples BLOB NOT NULL,
            measuredAt REAL NOT NULL,
            notes TEXT
        ) STRICT;

        CREATE UNIQUE INDEX measurementCurrent ON measurement (space, device, code)
            WHERE role = 'current';
        CREATE INDEX measurementSession ON measurement (session);
        """

    private static let version4 = """
        CREATE TABLE latencyScale (
            id INTEGER PRIMARY KEY,
            space INTEGER NOT NULL REFERENCES space (id),
            device INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
            version INTEGER NOT NULL CHECK (version > 0),
            milliseconds REAL NOT NULL CHECK (milliseconds > 0),
            relativeError REAL NOT NULL,
            blocks INTEGER NOT NULL,
            setAt REAL NOT NULL,
            UNIQUE (space, device, version)
        ) STRICT;

        ALTER TABLE measurement ADD COLUMN logRatio REAL;
        ALTER TABLE measurement ADD COLUMN relativeError REAL;

        CREATE TABLE referenceLook (
            id INTEGER PRIMARY KEY,
            space INTEGER NOT NULL REFERENCES space (id),
            device INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
            measurement INTEGER REFERENCES measurement (id) ON DELETE CASCADE,
            measuredAt REAL NOT NULL,
            turns INTEGER NOT NULL CHECK (turns > 0),
            runs BLOB NOT NULL
        ) STRICT;

        CREATE INDEX referenceLookDevice ON referenceLook (device, measuredAt);
        CREATE INDEX referenceLookMeasurement ON referenceLook (measurement);
        """

    private static let version5 = """
        CREATE TABLE lookRuns (
            look INTEGER PRIMARY KEY REFERENCES referenceLook (id) ON DELETE CASCADE,
            content BLOB NOT NULL
        ) STRICT;
        """
}
