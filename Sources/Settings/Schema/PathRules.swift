/// How a path in the settings becomes an absolute one.
struct PathRules: Sendable, Equatable {
    /// What relative paths start from: the directory of the file they stand in. Nil: relative paths are refused.
    var base: String?
    /// What `~/` stands for.
    var home: String?

    init(base: String? = nil, home: String? = nil) {
        self.base = base
        self.home = home
    }

    /// The rules for what stands in a file.
    init(file: String, home: String?) {
        self.init(base: file.hasPrefix("/") ? PathRules.directory(of: file) : nil, home: home)
    }

    func absolute(_ text: String) throws(Complaint) -> String {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw Complaint("\(Echo.quoted(text)) is not a path")
        }
        if text.begins(with: "/") { return Self.tidy(text) }
        if text == "~" || text.begins(with: "~/") {
            guard let home else { throw Complaint("\(Echo.quoted(text)) cannot be resolved, because HOME is not set") }
            return Self.tidy(home + "/" + String(text.unicodeScalars.dropFirst(2)))
        }
        if text.begins(with: "~") { throw Complaint("\(Echo.quoted(text)) names another user's home: write it out") }
        guard let base else {
            throw Complaint("\(Echo.quoted(text)) is relative, and there is no directory to start from")
        }
        return Self.tidy(base + "/" + text)
    }

    static func directory(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "." }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }

    /// Without empty and `.` parts; `..` stays, because after a link it is not what it looks like.
    private static func tidy(_ path: String) -> String {
        "/" + path.parts(between: "/").filter { $0 != "." && !$0.isEmpty }.joined(separator: "/")
    }
}
