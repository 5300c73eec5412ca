import AWS

/// Reads what happens to a stack, and to all that are nested in it, as it happens.
struct EventFollower {
    let cloud: CloudFormation
    let name: String
    /// The stack's id: it is found by that also when it is gone.
    let id: String
    let sleep: @Sendable (Double) async throws -> Void
    let tell: @Sendable (DeploymentNews) -> Void

    /// Everything up to here, and nothing more, was before.
    private var seen: Set<String> = []
    /// Nested stacks by id, with where they are: `Net/`.
    private var places: [String: String]
    /// Those that something is being done to.
    private var active: Set<String>
    /// The time of the first event that counts; nested stacks have older ones of their own.
    private var start: String?
    private(set) var events: [StackNews] = []

    /// Seconds between two looks: short at first, as small changes are over soon.
    private static let shortest = 0.5
    private static let longest = 4.0
    /// So many looks in a row that come to nothing end the following, not the deployment.
    private static let mostFailures = 20

    init(
        cloud: CloudFormation, name: String, id: String, sleep: @escaping @Sendable (Double) async throws -> Void,
        tell: @escaping @Sendable (DeploymentNews) -> Void
    ) {
        self.cloud = cloud
        self.name = name
        self.id = id
        self.sleep = sleep
        self.tell = tell
        places = [id: ""]
        active = [id]
    }

    /// Takes note of what was before, so that only later events count. To be called before anything is begun.
    mutating func passOver() async throws {
        if let newest = try await cloud.events(of: id).events.first { seen.insert(newest.id) }
    }

    /// Takes up what somebody else has begun: from its first event on.
    mutating func passOverFormer() async throws {
        var token: String?
        repeat {
            let page = try await cloud.events(of: id, after: token)
            if let begin = page.events.firstIndex(where: Self.isBeginning) {
                let older = page.events[(begin + 1)...].first?.id
                if let older { seen.insert(older) } else { start = page.events[begin].time }
                return
            }
            token = page.next
        } while token != nil
    }

    private static func isBeginning(_ event: StackEvent) -> Bool {
        event.isOfStack && ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"].contains(event.status)
    }

    /// Follows until the stack has come to rest.
    ///
    /// - Returns: the stack's last status: `CREATE_COMPLETE`, `UPDATE_ROLLBACK_COMPLETE`, `DELETE_COMPLETE`, …
    mutating func follow() async throws -> String {
        var pause = Self.shortest
        var failures = 0
        while true {
            do {
                let isNews = try await look()
                failures = 0
                if let status = rest { return status }
                pause = isNews ? Self.shortest : min(pause * 1.5, Self.longest)
            } catch is Gone {
                return "DELETE_COMPLETE"
            } catch let error as AWSError where error.isRetryable {
                failures += 1
                guard failures < Self.mostFailures else { throw error }
                pause = Self.longest
            }
            try await sleep(pause)
        }
    }

    private struct Gone: Error {}

    /// The status that the stack rests in; nil while it does not.
    private var rest: String? {
        guard let last = events.last(where: { $0.event.isOfStack && $0.event.stack == id }) else { return nil }
        return last.event.status.hasSuffix("_IN_PROGRESS") ? nil : last.event.status
    }

    /// One look at all stacks at work; nested ones that turn up are looked at too.
    private mutating func look() async throws -> Bool {
        var found: [StackEvent] = []
        var looked: Set<String> = []
        while let next = active.subtracting(looked).min(by: { (places[$0] ?? "", $0) < (places[$1] ?? "", $1) }) {
            looked.insert(next)
            let new: [StackEvent]
            do {
                new = try await news(of: next)
            } catch let error as AWSError where error.code == "ValidationError" && error.message.contains("does not exist") {
                guard next != id else { throw Gone() }
                active.remove(next)
                continue
            }
            found += new
            for event in new {
                if start == nil || event.time < start ?? "", next == id { start = event.time }
                guard event.type == StackEvent.stackType, let nested = event.physicalID, nested != next, !nested.isEmpty else { continue }
                places[nested] = (places[next] ?? "") + event.name + "/"
                active.insert(nested)
            }
        }
        // Sorted stably: events of one stack keep their order within a millisecond.
        let sorted = found.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
        for event in sorted {
            if event.isOfStack, event.stack != id {
                // The stack that it is nested in tells the same of it.
                if !event.status.hasSuffix("_IN_PROGRESS") { active.remove(event.stack) }
                continue
            }
            let news = StackNews(
                stack: name, resource: event.isOfStack ? name : (places[event.stack] ?? "") + event.name, event: event)
            events.append(news)
            tell(.event(news))
        }
        return !found.isEmpty
    }

    /// A stack's events that have not been read yet, the oldest first.
    private mutating func news(of stack: String) async throws -> [StackEvent] {
        var found: [StackEvent] = []
        var token: String?
        reading: repeat {
            let page = try await cloud.events(of: stack, after: token)
            for event in page.events {
                if seen.contains(event.id) || event.time < start ?? "" { break reading }
                found.append(event)
            }
            token = page.next
        } while token != nil
        for event in found { seen.insert(event.id) }
        return found.reversed()
    }
}
