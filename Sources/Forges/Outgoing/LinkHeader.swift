/// RFC 8288: `<https://api/…?page=2>; rel="next", <…>; rel="last"`.
enum LinkHeader {
    /// The query of the next page. Only that: behind a proxy a forge may know its own address wrongly, and the token goes to no
    /// other.
    static func next(_ header: String) -> String? {
        var rest = header[...]
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            let url = rest[rest.index(after: open)..<close]
            let after = rest[rest.index(after: close)...]
            let parameters = after.prefix { $0 != "<" }
            let isNext = parameters.split(whereSeparator: { $0 == ";" || $0 == "," }).contains {
                parameter in
                let bare = parameter.filter { $0 != " " && $0 != "\"" }
                return bare.lowercased() == "rel=next"
            }
            if isNext { return query(of: String(url)) }
            rest = after.drop { $0 != "<" }
        }
        return nil
    }

    static func query(of url: String) -> String? {
        guard let mark = url.firstIndex(of: "?") else { return nil }
        let query = url[url.index(after: mark)...].prefix { $0 != "#" }
        return query.isEmpty ? nil : String(query)
    }
}
