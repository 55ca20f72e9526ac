import Foundation

extension Decoder {
    /// The keyed container, once nothing stands in it that no key is for: a misspelt optional key
    /// would otherwise be overlooked.
    func checkedContainer<Key: CodingKey & CaseIterable>(
        keyedBy type: Key.Type
    ) throws -> KeyedDecodingContainer<Key> {
        let all = try container(keyedBy: AnyKey.self)
        let known = Set(Key.allCases.map(\.stringValue))
        if let foreign = all.allKeys.map(\.stringValue).filter({ !known.contains($0) }).min() {
            throw UnknownKey(
                description: SpaceDefinition.place(codingPath)
                    + "unknown key '\(foreign.prefix(40))'; the keys are "
                    + Key.allCases.map(\.stringValue).joined(separator: ", "))
        }
        return try container(keyedBy: type)
    }
}

/// A key that a definition does not have.
private struct UnknownKey: Error, CustomStringConvertible {
    let description: String
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension SpaceDefinition {
    /// What a decoder's error says, with where in the file.
    static func reason(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            "\(place(context.codingPath))'\(key.stringValue)' is missing"
        case DecodingError.typeMismatch(let type, let context):
            "\(place(context.codingPath))expected \(words(for: type))"
        case DecodingError.valueNotFound(let type, let context):
            "\(place(context.codingPath))expected \(words(for: type)), found nothing"
        case DecodingError.dataCorrupted(let context):
            place(context.codingPath) + context.debugDescription
        default: "\(error)"
        }
    }

    /// Such as `stages[1].cells: `.
    fileprivate static func place(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "" }
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return text + ": "
    }

    private static func words(for type: Any.Type) -> String {
        if type == String.self { return "a text in quotes" }
        if type is any BinaryInteger.Type { return "a whole number" }
        if type is any Sequence.Type, !(type is any ExpressibleByDictionaryLiteral.Type) {
            return "a list in [ ]"
        }
        return "\(type)".contains("Array") ? "a list in [ ]" : "an object in { }"
    }

    /// Why a file can't be decoded at all: the decoder says the same of what is no JSON and of
    /// numbers that no whole number can hold.
    static func syntaxProblem(of json: Data) -> String {
        do {
            _ = try JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed)
            return "a number is no whole number, or too large; all numbers are whole"
        } catch {
            let detail = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
            let text = (detail ?? "the text is damaged").prefix { $0 != "\n" }
            return "not JSON: \(text.prefix(120))"
        }
    }
}
