import Foundation
import Testing

/// A JSON document whose values can be replaced one at a time, by their paths (`push.changes.0.new`).
struct JSONTree {
    private let root: Any

    init(_ body: Data) throws { root = try JSONSerialization.jsonObject(with: body) }

    /// Of all values below the root, in an order that stays.
    var paths: [String] { Self.paths(root).sorted() }

    func kind(at path: String) -> String {
        // As it is written: in memory a flag is a number, too.
        let value = Self.value(root, path.split(separator: ".")[...]) ?? NSNull()
        let text = try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
        return switch text?.first.map({ Character(UnicodeScalar($0)) }) {
        case "\"": "text"
        case "[": "list"
        case "{": "object"
        case "t", "f": "flag"
        case "n", nil: "null"
        default: "number"
        }
    }

    func replacing(_ path: String, with text: String) throws -> Data {
        // A mark that is replaced afterwards, as `1e400` and the like have no place in the tree.
        let mark = "here-it-goes"
        let changed = Self.replacing(root, path.split(separator: ".")[...], with: mark)
        let body = String(decoding: try JSONSerialization.data(withJSONObject: changed), as: UTF8.self)
        try #require(body.contains("\"\(mark)\""))
        return Data(body.replacing("\"\(mark)\"", with: text).utf8)
    }

    private static func paths(_ value: Any) -> [String] {
        let children: [(String, Any)] =
            switch value {
            case let object as [String: Any]: object.map { ($0.key, $0.value) }
            case let list as [Any]: list.enumerated().map { ("\($0.offset)", $0.element) }
            default: []
            }
        return children.flatMap { name, child in [name] + paths(child).map { "\(name).\($0)" } }
    }

    private static func value(_ value: Any, _ path: ArraySlice<Substring>) -> Any? {
        guard let step = path.first else { return value }
        if let object = value as? [String: Any] {
            return object[String(step)].flatMap { Self.value($0, path.dropFirst()) }
        }
        guard let list = value as? [Any], let place = Int(step), list.indices.contains(place) else {
            return nil
        }
        return Self.value(list[place], path.dropFirst())
    }

    private static func replacing(_ value: Any, _ path: ArraySlice<Substring>, with new: Any) -> Any {
        guard let step = path.first else { return new }
        if var object = value as? [String: Any] {
            object[String(step)] = object[String(step)].map { replacing($0, path.dropFirst(), with: new) }
            return object
        }
        guard var list = value as? [Any], let place = Int(step), list.indices.contains(place) else {
            return value
        }
        list[place] = replacing(list[place], path.dropFirst(), with: new)
        return list
    }
}
