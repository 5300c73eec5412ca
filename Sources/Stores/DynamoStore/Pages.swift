import AWS

/// The items that a query finds, page by page, as they are wanted.
struct Pages: AsyncSequence {
    let database: DynamoDB
    let query: DynamoQuery

    func makeAsyncIterator() -> Iterator { Iterator(database: database, query: query) }

    struct Iterator: AsyncIteratorProtocol {
        let database: DynamoDB
        var query: DynamoQuery
        var rest: ArraySlice<DynamoItem> = []
        var isOver = false

        mutating func next() async throws -> DynamoItem? {
            while rest.isEmpty, !isOver {
                let page = try await database.query(query)
                rest = page.items[...]
                query.after = page.next
                isOver = page.next == nil
            }
            return rest.popFirst()
        }
    }
}
