package import HTTPTypes
package import RunModel

/// Where a request comes from, as far as it can be believed.
package struct WebCaller: Sendable, Equatable {
    package let peer: WebPeer
    /// The `Host` that was asked for; without its port.
    package let host: String?
    /// Who sent the request: the peer, or whom a trusted proxy names. Nil where nobody who is trusted says.
    package let client: IPAddress?
    /// Whether somebody stands between the client and this service.
    package let isForwarded: Bool

    /// - Parameter trusted: the proxies whose `X-Forwarded-For` is believed. Each appends the address it was called from, so
    ///   the right-most one that is not itself a trusted proxy is the client; what stands left of it anybody may have written.
    package init(peer: WebPeer, authority: String?, headers: HTTPFields, trusted: [IPRange] = []) {
        self.peer = peer
        host = authority.flatMap { ListenAddress("\($0):0") ?? ListenAddress($0) }?.host
        let own: IPAddress? = if case .address(let address) = peer { address } else { nil }
        if let own, trusted.contains(where: { $0.contains(own) }) {
            // A proxy that says nothing has not been told to: whoever calls is unknown, and surely not at the proxy itself.
            isForwarded = true
            client =
                Self.hops(headers).reversed().first { hop in
                    !trusted.contains { hop.map($0.contains) ?? false }
                } ?? nil
        } else {
            isForwarded = Self.marks.contains { headers[$0] != nil }
            client = isForwarded ? nil : own
        }
    }

    /// Whether it is somebody at this machine, who could as well read the service's files. A name that is not this machine's
    /// in `Host` is a web page's doing, which has had its own name changed to 127.0.0.1 (DNS rebinding).
    package var isLocal: Bool {
        guard peer.isOnThisMachine, !isForwarded, let host else { return false }
        return host.lowercased() == "localhost" || IPAddress(host)?.isLoopback == true
    }

    /// Nil for what is no address.
    private static func hops(_ headers: HTTPFields) -> [IPAddress?] {
        headers[values: .forwardedFor].flatMap { $0.split(separator: ",") }.map { hop in
            let hop = hop.filter { $0 != " " && $0 != "\t" }
            return IPAddress(hop) ?? ListenAddress(hop).flatMap { IPAddress($0.host) }
        }
    }

    private static let marks: [HTTPField.Name] = [
        .forwardedFor, .forwardedHost, .forwarded, .realIP, .via,
    ]
}

extension HTTPField.Name {
    // The framework's own list ends with what RFC 9110 knows.
    fileprivate static let forwardedFor = known("X-Forwarded-For")
    fileprivate static let forwardedHost = known("X-Forwarded-Host")
    fileprivate static let forwarded = known("Forwarded")
    fileprivate static let realIP = known("X-Real-IP")

    private static func known(_ text: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(text)") else {
            preconditionFailure("\(text) is a header's name")
        }
        return name
    }
}
