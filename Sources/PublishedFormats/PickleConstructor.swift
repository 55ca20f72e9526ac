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
    case pandasBlock = "pandas._libs.internals._unpickle_block"
    case pandasArrowStrings = "pandas.arrays.ArrowStringArray"
    case pandasStringType = "pandas.StringDtype"
    case arrowArray = "pyarrow.lib._restore_array"
    case arrowChunks = "pyarrow.lib.chunked_array"
    case arrowType = "pyarrow.lib.type_for_alias"
    case arrowBuffer = "pyarrow.lib.py_buffer"
    case reconstructor = "copyreg._reconstructor"
    case plainObject = "builtins.object"

    /// Other names of the same, from other versions.
    private static let synonyms: [String: PickleConstructor] = [
        "__builtin__.slice": .slice,
        "numpy._core.multiarray.scalar": .numpyScalar,
        "numpy._core.multiarray._reconstruct": .numpyReconstruct,
        "numpy._core.numeric._frombuffer": .numpyFromBuffer,
        "pandas.core.internals.BlockManager": .pandasBlockManager,
        "pandas.DataFrame": .pandasFrame,
        "pandas.Index": .pandasIndex,
        "pandas.RangeIndex": .pandasRangeIndex,
        "pandas.core.arrays.string_arrow.ArrowStringArray": .pandasArrowStrings,
        "pandas.core.arrays.string_arrow.ArrowStringArrayNumpySemantics": .pandasArrowStrings,
        "pandas.core.arrays.string_.StringDtype": .pandasStringType,
        "copy_reg._reconstructor": .reconstructor,
        "__builtin__.object": .plainObject,
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
