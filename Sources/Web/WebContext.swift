package import Hummingbird
import NIOCore
import RunModel

/// What the routes know of a request beside itself: its path's parameters, and who is at the other end of the connection.
package struct WebContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    package let peer: WebPeer

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        switch source.channel.remoteAddress {
        case .unixDomainSocket: peer = .socket
        case let address?:
            peer = address.ipAddress.flatMap { IPAddress($0) }.map { .address($0) } ?? .unknown
        case nil: peer = .unknown
        }
    }
}
