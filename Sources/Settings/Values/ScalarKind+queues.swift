import RunModel

extension ScalarKind where Value == QueueCondition {
    static let condition = ScalarKind(
        allowed: "clauses joined by `and`, such as gpus > 0, memory > 64GiB, vcpus >= 16, repository = github.com/lab/*",
        text: { $0.description }
    ) { (text, _) throws(Complaint) in
        do throws(QueueCondition.Mistake) {
            return try QueueCondition(text)
        } catch {
            throw Complaint("\(Echo.quoted(text)): \(error.message)")
        }
    }
}

extension ScalarKind where Value == String {
    /// The name of an executor; whether there is one of that name is looked at when everything has been read.
    static let executor = ScalarKind(
        "an executor's name", allowed: "local, or a name under `batch`",
        accepts: { text in
            guard let first = text.utf8.first, text.utf8.count <= 60 else { return false }
            return first.isWord && first != UInt8(ascii: "_") && text.utf8.allSatisfy { $0.isWord || $0 == UInt8(ascii: "-") }
        })
}
