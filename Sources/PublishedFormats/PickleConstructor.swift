/// The classes and functions that a pickle may name. None of them is run: each stands for a piece
/// of data that is understood here.
enum PickleConstructor: String, Hashable, CaseIterable {
    case orderedDictionary = "collections.OrderedDict"
    case encode = "_codecs.encode"
    case slice = "builtins.slice"
    case numpyScalar = "numpy.core.multiarray.scalar"
    case numpyReconstruct = "numpy.core.multiarray._reconstruct"
    case numpyFromBuffer = "numpy.core.numeric._frombuffer"
    case numpyDataType = "numpy.dtype"
    case numpyArray = "numpy.ndarray"
    case pandasFrame = "pandas.core.frame.DataFrame"
    case pandasBlockManager = "pandas.core.internals.managers.BlockManager"
    case pandasNewIndex = "pandas.core.indexes.base._new_Index"
    case pandasIndex = "pandas.core.indexes.base.Index"
    case pandasRangeIndex = "pandas.core.indexes.range.RangeIndex"

    /// Other names of the same, from other versions.
    private static let synonyms: [String: PickleConstructor] = [
        "__builtin__.slice": .slice,
        "numpy._core.multiarray.scalar": .numpyScalar,
        "numpy._core.multiarray._reconstruct": .numpyReconstruct,
        "numpy._core.numeric._frombuffer": .numpyFromBuffer,
        "pandas.core.internals.BlockManager": .pandasBlockManager,
    ]

    /// Looks a name up.
    /// - Returns: nil where it is not one of the few.
    init?(module: String, name: String) {
        let path = "\(module).\(name)"
        guard let found = PickleConstructor(rawValue: path) ?? Self.synonyms[path] else {
            return nil
        }
        self = found
    }
}
