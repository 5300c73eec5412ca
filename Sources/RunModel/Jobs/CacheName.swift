/// The directory of a repository's content cache, by name.
package enum CacheName {
    /// Of the cache that a run uses, which may be another project's (`shares_cache_with`).
    package static func of(_ repository: RepositoryName, _ project: ProjectSettings?, in settings: ServiceSettings) -> String {
        of(project?.sharesCacheWith.flatMap { settings.projects[$0]?.identity } ?? repository)
    }

    /// A readable part, and a hash (FNV-1a) that tells apart what became alike in it.
    package static func of(_ repository: RepositoryName) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in repository.text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let readable = repository.text.utf8.suffix(80).map { byte in
            let isPlain = byte.isASCIIDigit || (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
            return isPlain ? byte : UInt8(ascii: "-")
        }
        let name = String(decoding: readable.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }, as: UTF8.self)
        return "\(name)-\(String(hash, radix: 16))"
    }
}
