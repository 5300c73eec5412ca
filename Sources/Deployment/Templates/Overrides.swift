/// The parameters that somebody has given for a template.
package struct Overrides: Sendable, Equatable {
    package let values: [String: String]

    /// - Parameters:
    ///   - words: `NAME=VALUE` each.
    ///   - own: what is decided elsewhere, with where.
    /// - Throws: ``DeploymentError`` with everything that is wrong.
    package init(_ words: [String], for template: Template, own: [String: String] = [:]) throws(DeploymentError) {
        var found: [String: String] = [:]
        var faults: [String] = []
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
                faults.append("“\(word)” is not of the form NAME=VALUE")
                continue
            }
            let name = String(word[..<equals])
            let value = String(word[word.index(after: equals)...])
            if let elsewhere = own[name] {
                faults.append("\(name) is \(elsewhere)")
            } else if let parameter = template.parameter(name) {
                if let fault = parameter.fault(of: value) { faults.append("\(name) \(fault), and not “\(value)”") }
                if found.updateValue(value, forKey: name) != nil { faults.append("\(name) is given twice") }
            } else {
                faults.append("\(template.name) has no parameter \(name)\(Self.nearest(name, template).map { "; is \($0) meant?" } ?? "")")
            }
        }
        guard faults.isEmpty else {
            throw DeploymentError(
                .usage, code: "bad_parameters", "The parameters cannot be used: \(faults.joined(separator: "; ")).",
                remedy: "docs/guide/aws-deploy.md has all parameters.")
        }
        values = found
    }

    private static func nearest(_ name: String, _ template: Template) -> String? {
        let plain = name.lowercased().filter { $0 != "-" && $0 != "_" }
        return template.parameters.first { $0.name.lowercased() == plain }?.name
            ?? template.parameters.first { $0.name.lowercased().hasPrefix(plain.prefix(4)) }?.name
    }

    /// What decides these is not a parameter of the command line.
    package static let root = [
        "Prefix": "what --prefix says", "Environment": "what --environment says", "TemplatesPath": "the uploaded templates'",
        "CodeKey": "the uploaded package's", "Architecture": "the package's",
    ]
    package static let artefacts = ["Prefix": "what --prefix says", "Environment": "what --environment says"]
}
