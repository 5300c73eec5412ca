import RunModel

extension ServiceSettings {
    /// The proxies before the service. With a public address and none named, whatever is at this machine's own addresses is
    /// taken for one: nginx as it comes forwards without a word of it, and its visitors would else pass for local readers.
    var proxies: [IPRange] {
        if !trustedProxies.isEmpty { return trustedProxies }
        return publicURL == nil ? [] : ["127.0.0.0/8", "::1"].compactMap { IPRange($0) }
    }
}
