import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import RunModel
import Testing
import Web

/// The pages on a real store and a real engine, asked for from wherever a test says.
struct PageFixture {
    var house: WebFixture
    let links: RunLinks
    static let key = Secret("a key of more than sixteen bytes")

    init() throws {
        house = try WebFixture()
        guard let links = RunLinks(key: Self.key, publicURL: "https://bunsen.example") else { throw Malformed(what: "key", text: "") }
        self.links = links
    }

    /// One request for a page.
    func ask(
        _ uri: String, _ method: Verb = .get, from peer: WebPeer = .socket, headers: [String: String] = [:], trusted: [String] = [],
        publicURL: String? = nil
    ) async throws -> PageAnswer {
        var web = house.web
        var settings = house.web.settings()
        settings.trustedProxies = try trusted.map { try #require(IPRange($0)) }
        settings.publicURL = publicURL
        web.settings = { [settings] in settings }
        let router = Router(context: BasicRequestContext.self)
        RunPages(web: web, links: links, now: { WebFixture.time + 100 }).add(to: router, peer: { _ in peer })
        SweepPages(web: web, links: links).add(to: router, peer: { _ in peer })
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        let (application, sent) = (Application(router: router), fields)
        return try await application.test(.router) { client in
            try await client.execute(uri: uri, method: .init(method.rawValue) ?? .get, headers: sent) { response in
                var headers: [String: String] = [:]
                for field in response.headers { headers[field.name.canonicalName] = field.value }
                return PageAnswer(status: response.status.code, headers: headers, text: String(buffer: response.body))
            }
        }
    }
}

struct PageAnswer: Sendable, Equatable {
    var status: Int
    /// By names in lower case.
    var headers: [String: String]
    var text: String
}
