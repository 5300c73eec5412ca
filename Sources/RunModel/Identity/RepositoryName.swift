/// Which repository, however it is reached: `host/path` for a remote one (lower-case host; no user, port, scheme or
/// `.git`), the real path for one on this machine. Two URLs of one repository give one name.
package struct RepositoryName: Sendable, Hashable, Codable, CustomStringConvertible {
    package let text: String

    /// From an identity as it stands in the store or the settings.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
        self.text = text
    }

    /// From anything that `git clone` takes. A local path must be given as its real path already:
    /// resolving links needs the file system, which this module does not touch.
    package init?(url: String) {
        let url = url.hasPrefix("file://") ? String(url.dropFirst("file://".count)) : url
        if url.hasPrefix("/") {
            self.init(Self.trimmed(url, git: false))
            return
        }
        let location: Substring
        if let scheme = url.firstRange(of: "://") {
            location = url[scheme.upperBound...]
        } else if let colon = url.firstIndex(of: ":"), !url[..<colon].contains("/") {
            // The scp-like form, user@host:path.
            self.init(host: url[..<colon], path: url[url.index(after: colon)...])
            return
        } else {
            return nil
        }
        guard let slash = location.firstIndex(of: "/") else { return nil }
        self.init(host: location[..<slash], path: location[location.index(after: slash)...])
    }

    private init?(host: Substring, path: Substring) {
        var host = host
        if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
        if let colon = host.lastIndex(of: ":"), host[host.index(after: colon)...].utf8.allSatisfy(\.isASCIIDigit) {
            host = host[..<colon]
        }
        let path = Self.trimmed(String(path.drop(while: { $0 == "/" })), git: true)
        guard !host.isEmpty, !path.isEmpty else { return nil }
        self.init("\(host.lowercased())/\(path)")
    }

    private static func trimmed(_ path: String, git: Bool) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        if git, path.hasSuffix(".git") { path.removeLast(4) }
        return path
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let name = RepositoryName(text) else { throw Malformed(what: "repository", text: text) }
        self = name
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }
    package var isLocal: Bool { text.hasPrefix("/") }

    /// The last path component without `.git`: what people call it, and the `{repo}` of names derived from it.
    package var shortName: String {
        var name = text.split(separator: "/").last.map(String.init) ?? text
        if name.hasSuffix(".git"), name.count > 4 { name.removeLast(4) }
        return name
    }
}
