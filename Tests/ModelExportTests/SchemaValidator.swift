import Foundation

/// As much of JSON Schema as the exported one uses, written for these tests.
enum SchemaValidator {
    /// What is wrong with a value, with where it is.
    static func faults(_ value: Any, against schema: [String: Any], at path: String = "$")
        -> [String]
    {
        var faults: [String] = []
        if let type = schema["type"] as? String, !matches(value, type) {
            return ["\(path) is no \(type)"]
        }
        if let expected = schema["const"], !equal(value, expected) {
            faults.append("\(path) is not \(expected)")
        }
        if let allowed = schema["enum"] as? [Any], !allowed.contains(where: { equal(value, $0) }) {
            faults.append("\(path) is none of \(allowed)")
        }
        if let least = schema["minimum"] as? Double, let number = value as? Double, number < least {
            faults.append("\(path) is below \(least)")
        }
        if let choices = schema["anyOf"] as? [[String: Any]],
            choices.allSatisfy({ !self.faults(value, against: $0).isEmpty })
        {
            faults.append("\(path) is none of the choices")
        }
        if let object = value as? [String: Any] {
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            for key in schema["required"] as? [String] ?? [] where object[key] == nil {
                faults.append("\(path) lacks \(key)")
            }
            for (key, entry) in object {
                if let known = properties[key] {
                    faults += self.faults(entry, against: known, at: "\(path).\(key)")
                } else if schema["additionalProperties"] as? Bool == false {
                    faults.append("\(path) has \(key)")
                }
            }
        }
        if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
            for (index, entry) in list.enumerated() {
                faults += self.faults(entry, against: items, at: "\(path)[\(index)]")
            }
        }
        return faults
    }

    private static func matches(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": isBoolean(value)
        case "integer": !isBoolean(value) && (value as? Double).map { $0 == $0.rounded() } == true
        case "number": !isBoolean(value) && value is Double
        default: false
        }
    }

    private static func isBoolean(_ value: Any) -> Bool {
        (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
    }

    private static func equal(_ left: Any, _ right: Any) -> Bool {
        (left as? NSObject) == (right as? NSObject)
    }
}
