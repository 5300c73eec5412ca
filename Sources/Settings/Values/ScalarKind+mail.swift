import RunModel

extension ScalarKind where Value == String {
    /// Goes into the configuration of a program and into mail headers: nothing that could end a line or a quotation there.
    static let mailAddress = ScalarKind(
        "a mail address", allowed: "NAME@HOST",
        accepts: { text in
            let parts = text.parts(between: "@")
            return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty && text.utf8.count <= 254 && text.isOneWord
                && !text.contains(anyOf: "<>\\\"(),;:[]")
        })

    static let mailServer = ScalarKind(
        "a mail server", allowed: "smtp://HOST:PORT or smtps://HOST:PORT",
        accepts: { text in
            guard let scheme = ["smtp://", "smtps://"].first(where: text.begins) else { return false }
            let place = String(text.dropFirst(scheme.count))
            return !place.isEmpty && text.isOneWord && !place.contains(anyOf: "/?#@\\\"<>")
        })
}
