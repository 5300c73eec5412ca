import AWS

/// What the end of a deployment takes, and what it leaves.
package struct Removal: Sendable {
    /// Something that outlives its stack.
    package struct Kept: Sendable, Equatable, Encodable {
        package let type: String
        package let id: String
    }

    /// In the order in which they go.
    package let stacks: [String]
    package let kept: [Kept]
    let found: [Stack]
}

extension Deployment {
    /// Types that the templates keep, in the order in which they are deleted.
    private static let keptTypes = ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::ECR::Repository", "AWS::Logs::LogGroup"]

    /// - Returns: nil where there is nothing to remove.
    package func removal() async throws -> Removal? {
        let all = try await cloud.stacks().filter { !$0.isGone }
        let found = projects(of: all) + [names.root, names.artefacts].compactMap { name in all.first { $0.name == name } }
        guard !found.isEmpty else { return nil }
        var kept: [Removal.Kept] = []
        for stack in found { kept += try await self.kept(by: stack.id) }
        return Removal(stacks: found.map(\.name), kept: kept, found: found)
    }

    /// Of what a stack and those nested in it have.
    private func kept(by stack: String) async throws -> [Removal.Kept] {
        var found: [Removal.Kept] = []
        for resource in try await cloud.resources(of: stack) where !resource.status.hasPrefix("DELETE_") {
            guard let id = resource.physicalID else { continue }
            if resource.type == StackEvent.stackType { found += try await kept(by: id) }
            // Of log groups only that of jobs stays.
            let isKept = Self.keptTypes.contains(resource.type) && (resource.type != "AWS::Logs::LogGroup" || id == names.jobLogs)
            if isKept { found.append(Removal.Kept(type: resource.type, id: id)) }
        }
        return found
    }

    /// Removes all stacks, the repositories' first, and the data after them where that is wanted.
    package func down(_ removal: Removal, deletesData: Bool) async throws {
        for stack in removal.found {
            tell(.begins(stack: stack.name, "is removed"))
            guard let now = try await cloud.stack(stack.name) else { continue }
            if now.isBusy {
                tell(.note("\(stack.name) is being changed (\(now.status)); following that first"))
                var follower = follower(stack.name, now.id)
                try await follower.passOverFormer()
                guard try await follower.follow() != "DELETE_COMPLETE" else { continue }
            }
            try await remove(now)
        }
        guard deletesData else { return }
        for kept in removal.kept.sorted(by: { Self.rank($0) < Self.rank($1) }) {
            try await delete(kept)
            tell(.note("deleted \(kept.id)"))
        }
    }

    private static func rank(_ kept: Removal.Kept) -> Int { keptTypes.firstIndex(of: kept.type) ?? keptTypes.count }

    private func delete(_ kept: Removal.Kept) async throws {
        switch kept.type {
        case "AWS::DynamoDB::Table": try await DynamoDB(client).deleteTable(kept.id)
        case "AWS::ECR::Repository": try await ECR(client).deleteRepository(kept.id)
        case "AWS::Logs::LogGroup": try await CloudWatchLogs(client).deleteGroup(kept.id)
        default:
            guard try await s3.hasBucket(kept.id) else { return }
            // From the beginning each time: what was on a page is gone.
            while true {
                let page = try await s3.list("", in: kept.id)
                guard !page.objects.isEmpty else { break }
                try await s3.deleteObjects(page.objects.map(\.key), in: kept.id)
                tell(.note("deleted \(page.objects.count) objects of \(kept.id)"))
            }
            try await s3.deleteBucket(kept.id)
        }
    }
}
