extension ForgeConnection {
    /// A page of a list whose next page stands in it.
    func bitbucketPage<Item: Decodable, Element>(
        _ path: [String], query: [(name: String, value: String)], page: String?, to purpose: String,
        _ element: (Item) -> Element?
    ) async throws -> ForgePage<Element> {
        let list = try await answer(BitbucketPage<Item>.self, .get, path, query: query, page: page, to: purpose)
        return ForgePage(items: list.values.compactMap(element), next: list.next.flatMap(LinkHeader.query))
    }
}

private struct BitbucketPage<Item: Decodable>: Decodable {
    var values: [Item]
    /// A whole URL.
    var next: String?
}
