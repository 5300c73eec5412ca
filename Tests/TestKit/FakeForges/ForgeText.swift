import Foundation

/// What forges check in the texts that they are given.
enum ForgeText {
    static func isAbsoluteWebAddress(_ text: String) -> Bool {
        guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty else {
            return false
        }
        return url.scheme == "http" || url.scheme == "https"
    }

    /// The token of `Authorization: SCHEME TOKEN`.
    static func token(_ call: ForgeCall, schemes: String...) -> String? {
        let words = (call.headers["authorization"] ?? "").split(separator: " ")
        guard words.count == 2, schemes.contains(words[0].lowercased()) else { return nil }
        return String(words[1])
    }

    /// Name and password of basic authentication.
    static func basic(_ call: ForgeCall) -> (name: String, password: String)? {
        guard let token = token(call, schemes: "basic"), let data = Data(base64Encoded: token) else {
            return nil
        }
        let parts = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }

    static func isJSON(_ call: ForgeCall) -> Bool {
        (call.headers["content-type"] ?? "").lowercased().split(separator: ";").first
            == "application/json"
    }

    static func isWrite(_ call: ForgeCall) -> Bool { ["POST", "PUT", "PATCH"].contains(call.method) }
}
