package import RunModel

/// Who is at the other end of a connection: whoever sends the requests, or a proxy that stands before them.
package enum WebPeer: Sendable, Equatable {
    /// On this machine, let in by the socket's mode.
    case socket
    case address(IPAddress)
    /// The connection did not tell; never taken for somebody on this machine.
    case unknown

    package var isOnThisMachine: Bool {
        switch self {
        case .socket: true
        case .address(let address): address.isLoopback
        case .unknown: false
        }
    }
}
