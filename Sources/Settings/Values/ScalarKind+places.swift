import RunModel

extension ScalarKind where Value == String {
    static let path = ScalarKind(
        allowed: "a path: absolute, from ~/, or relative to the file it stands in", text: { $0 },
        parse: { (text, paths) throws(Complaint) in try paths.absolute(text) })

    /// A name that is looked up in PATH, or a path.
    static let program = ScalarKind(
        allowed: "the name of a program in PATH, or a path", text: { $0 },
        parse: { (text, paths) throws(Complaint) in
            if text.unicodeScalars.contains("/") { return try paths.absolute(text) }
            guard !text.isEmpty, !text.begins(with: "-"), text.isOneWord else {
                throw Complaint("\(Echo.quoted(text)) is not the name of a program")
            }
            return text
        })

    /// A directory inside a repository, without `/` at its end. `.git` is refused, as no project is in there.
    static let insidePath = ScalarKind(
        "a path that stays inside the repository", allowed: "a directory relative to the repository's root, without ..",
        text: { $0 }, read: { inside($0) })

    /// A file inside a repository.
    static let insideFile = ScalarKind(
        "a path that stays inside the repository", allowed: "a file relative to the repository's root, without ..",
        text: { $0 }, read: { text in inside(text).flatMap { $0 == "." ? nil : $0 } })

    private static func inside(_ text: String) -> String? {
        let parts = text.parts(between: "/").filter { $0 != "." && !$0.isEmpty }
        guard !text.isEmpty, !text.begins(with: "/"), !text.begins(with: "~"), text.isPrintable,
            !parts.contains(".."), !parts.contains(where: { $0.lowercased() == ".git" })
        else { return nil }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    static let webURL = ScalarKind(
        "a web address", allowed: "https://HOST or http://HOST, with an optional port and path", text: { $0 },
        read: { text in
            guard let scheme = ["https://", "http://"].first(where: text.begins), text.isOneWord,
                !text.contains(anyOf: "?#@\\\"<>")
            else { return nil }
            var parts = text.parts(between: "/")
            while parts.last == "" { parts.removeLast() }
            return parts.count >= scheme.parts(between: "/").count && !parts[2].isEmpty ? parts.joined(separator: "/") : nil
        })
}

extension ScalarKind where Value == S3Place {
    static let s3Place = ScalarKind(
        "a place in S3", allowed: "s3://BUCKET/PREFIX", text: { $0.description }, read: { S3Place($0) })
}

extension ScalarKind where Value == ListenAddress {
    static let address = ScalarKind(
        "HOST:PORT", allowed: "HOST:PORT or [IPV6]:PORT; port 0 takes a free one", text: { $0.description },
        read: { ListenAddress($0) })
}

extension ScalarKind where Value == IPRange {
    static let network = ScalarKind(
        "an address or a network", allowed: "an IPv4 or IPv6 address, or a network such as 10.0.0.0/8 or fd00::/8",
        text: { $0.description }, read: { IPRange($0) })
}
