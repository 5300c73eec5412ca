import Foundation
import Yams

/// What a parameter of a template may be.
package struct TemplateParameter: Sendable, Equatable {
    package let name: String
    /// `String`, `Number`, `CommaDelimitedList`, …
    package let type: String
    /// Nil: it has to be given.
    package let preset: String?
    package let description: String
    private let allowed: [String]?
    private let pattern: String?
    private let least: Double?
    private let most: Double?
    private let shortest: Int?
    private let longest: Int?
    package let isHidden: Bool

    init(name: String, _ node: Node.Mapping) {
        self.name = name
        type = node["Type"]?.string ?? "String"
        preset = node["Default"]?.string
        description = node["Description"]?.string ?? ""
        allowed = node["AllowedValues"]?.sequence?.compactMap(\.string)
        pattern = node["AllowedPattern"]?.string
        least = node["MinValue"]?.string.flatMap(Double.init)
        most = node["MaxValue"]?.string.flatMap(Double.init)
        shortest = node["MinLength"]?.string.flatMap { Int($0) }
        longest = node["MaxLength"]?.string.flatMap { Int($0) }
        isHidden = node["NoEcho"]?.string == "true"
    }

    /// Why a value is refused, as CloudFormation would; nil: it is not.
    package func fault(of value: String) -> String? {
        if let allowed, !allowed.contains(value) { return "is one of \(allowed.joined(separator: ", "))" }
        if type == "Number" {
            guard let number = Double(value) else { return "is a number" }
            if let least, number < least { return "is at least \(Self.plain(least))" }
            if let most, number > most { return "is at most \(Self.plain(most))" }
        }
        if let shortest, value.count < shortest { return "has at least \(shortest) characters" }
        if let longest, value.count > longest { return "has at most \(longest) characters" }
        if let pattern, let regex = try? Regex(pattern), (try? regex.wholeMatch(in: value)) == nil { return "fits \(pattern)" }
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
        if value.utf8.count > 4096 { return "has at most 4096 bytes" }
        return nil
    }

    private static func plain(_ number: Double) -> String { number == number.rounded() ? "\(Int(number))" : "\(number)" }
}
