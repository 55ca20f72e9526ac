import Architectures
import Digests

/// Tells by their contents what files hold, and reads them.
struct TableRecogniser: Sendable {
    /// What a file turned out to hold.
    enum Contents: Sendable {
        case table(FileContents, sha256: String, bytes: Int)
        case results(MeasurementResults)
    }

    private let space: SearchSpace
    private let text: ArchitectureText

    private let readsPickles: Bool

    /// - Parameter readsPickles: Whether tables as others publish them can be of this space.
    init(space: SearchSpace, readsPickles: Bool) {
        self.readsPickles = readsPickles
        self.space = space
        text = ArchitectureText(space: space)
    }

    /// Why a file is passed over of which nothing else is known.
    static let noFormat = ContentProblem.unrecognised(
        "neither a pickle, a torch or bzip2 archive, nor CSV whose first line has a column 'index' "
            + "or 'arch'")

    /// Recognises bytes by how they begin, and reads them.
    /// - Throws: ``ContentProblem``.
    func contents(of bytes: [UInt8], path: String, _ options: ReadOptions) throws -> Contents {
        if MeasurementResultsReader.isPromising(bytes) {
            return .results(try MeasurementResultsReader(space: space).results(bytes, path: path))
        }
        let name = FolderListing.name(of: path).lowercased()
        let isCalledTable = FileSignature.tableEndings.contains { name.hasSuffix($0) }
        let device = options.deviceName ?? FolderListing.baseName(of: path)
        return .table(
            try table(in: bytes, device: device, options, isCalledTable: isCalledTable),
            sha256: SHA256.hexadecimal(bytes), bytes: bytes.count)
    }

    private func table(
        in bytes: [UInt8], device: String, _ options: ReadOptions, isCalledTable: Bool
    ) throws -> FileContents {
        let pickles = PickleReader(space: space, text: text, device: device)
        if let pickle = try pickle(in: bytes, isCalledTable: isCalledTable) {
            try checkIsOfSpace()
            return try pickles.read(pickle)
        }
        if FileSignature.mayBeEarlyPickle(bytes), let pickle = try? PickleDocument(bytes) {
            try checkIsOfSpace()
            return try pickles.read(pickle)
        }
        let text = TextEncoding.utf8(bytes)
        let table = CSVTable(space: space, text: self.text, options: options, device: device)
        return try text.withUnsafeBufferPointer {
            guard CSVTable.isTable($0) else {
                throw ForeignFormat.problem(Array(bytes.prefix(FileSignature.prefixLength)))
                    ?? Self.noFormat
            }
            return try table.read($0)
        }
    }

    /// What others publish is of one space, of which a table of as many numbers says nothing.
    /// - Throws: ``ContentProblem``.
    private func checkIsOfSpace() throws {
        guard !readsPickles else { return }
        throw ContentProblem.foreign(
            "a pickle: the tables that are published so are of \(SearchSpace.publishedName), and this "
                + "store is of the space \(space.name)",
            remedy: "write your numbers as CSV with a column 'index' or 'arch'")
    }

    /// The pickle of protocol 2 or later that bytes are, or that an archive holds; nil where they are
    /// neither. What is damaged is another sort of file, unless its name says that it is a table.
    private func pickle(in bytes: [UInt8], isCalledTable: Bool) throws -> PickleDocument? {
        do {
            if bytes.starts(with: FileSignature.zip) {
                guard let pickle = try ArchiveReader.zipMember(bytes, suffix: "data.pkl") else {
                    throw ContentProblem.unrecognised("a zip archive without torch's 'data.pkl'")
                }
                return try PickleDocument(pickle)
            }
            if bytes.starts(with: FileSignature.bzip2) {
                let unpacked = try ArchiveReader.bunzip2(bytes)
                guard FileSignature.isPickle(unpacked) || FileSignature.mayBeEarlyPickle(unpacked)
                else {
                    throw ForeignFormat.problem(
                        Array(unpacked.prefix(FileSignature.prefixLength)))
                        ?? .unrecognised("a bzip2 file that holds no pickle")
                }
                return try PickleDocument(unpacked)
            }
            if bytes.starts(with: FileSignature.legacyTorch) {
                throw ContentProblem.unrecognised(
                    "torch's format before version 1.6; torch.save(torch.load(…), …) writes today's"
                )
            }
            return FileSignature.isPickle(bytes) ? try PickleDocument(bytes) : nil
        } catch let problem as ContentProblem where problem.kind == .damaged && !isCalledTable {
            throw problem.asUnrecognised
        }
    }
}
