import FoundationEssentials
import Git
import RunModel

/// `git@HOST:` read as HTTPS where the repository itself is fetched so: for submodules and `dvc import`, on a machine that
/// has no key for that host.
struct GitRewriting: Sendable {
    /// `https://HOST[:PORT]`; nil where the repository is not fetched by HTTP.
    let origin: String?
    let host: String

    init(_ spec: JobSpec) {
        let origin = spec.credential?.origin ?? Self.origin(of: spec.cloneURL)
        self.origin = origin
        let authority = origin?.split(separator: "/").last ?? ""
        // Without the port; an IPv6 address is full of colons, and has them in brackets.
        let end = authority.lastIndex(of: ":").flatMap { authority[$0...].contains("]") ? nil : $0 } ?? authority.endIndex
        host = String(authority[..<end])
    }

    /// For `git -c`.
    var configuration: [String] { rules.map { "url.\($0.base).insteadOf=\($0.prefix)" } }

    private var rules: [(base: String, prefix: String)] {
        guard let origin else { return [] }
        return ["git@\(host):", "ssh://git@\(host)/"].map { ("\(origin)/", $0) }
    }

    /// The same as a file for DVC, which has git's rules from files only; the user's own settings stay in force.
    /// - Parameters:
    ///   - imports: addresses of repositories that are on this machine, and where.
    func write(to file: String, imports: [String: String], environment: [String: String]) throws {
        guard origin != nil else { return }
        let own = Self.ownFiles(environment).map { "[include]\n\tpath = \(Self.quoted($0))\n" }
        let all = rules + imports.sorted { $0.key < $1.key }.map { (base: $0.value, prefix: $0.key) }
        let sections = all.map { "[url \(Self.quoted($0.base))]\n\tinsteadOf = \(Self.quoted($0.prefix))\n" }
        try Data((own + sections).joined().utf8).write(to: URL(filePath: file), options: .atomic)
    }

    /// What the file takes the place of (git(1), GIT_CONFIG_GLOBAL).
    private static func ownFiles(_ environment: [String: String]) -> [String] {
        if let file = environment["GIT_CONFIG_GLOBAL"] { return [file] }
        guard let home = environment["HOME"] else { return [] }
        return ["\(environment["XDG_CONFIG_HOME"] ?? "\(home)/.config")/git/config", "\(home)/.gitconfig"]
    }

    private static func quoted(_ text: String) -> String {
        "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }

    private static func origin(of url: String) -> String? {
        for scheme in ["https", "http"] where url.hasPrefix("\(scheme)://") {
            let authority = url.dropFirst(scheme.count + 3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            let host = authority.split(separator: "@").last ?? ""
            return host.isEmpty ? nil : "\(scheme)://\(host.lowercased())"
        }
        return nil
    }
}
