package import RunModel

/// The pipeline as DVC resolves it; paths are relative to the root of the git repository.
package struct DVCGraph: Sendable, Decodable {
    package struct Output: Sendable, Decodable {
        package let path: String
        package let cached: Bool
    }
    package struct Stage: Sendable, Decodable {
        package let name: String
        package let dvcfile: String
        package let outs: [Output]
        package let isDataSource: Bool
        package let isFrozen: Bool

        enum CodingKeys: String, CodingKey {
            case name, dvcfile, outs
            case isFrozen = "frozen"
            case isDataSource = "is_data_source"
        }
    }

    package let stages: [Stage]
    /// The stages that this reproduction walks, in its order.
    package let order: [String]
    package let lockfiles: [String]
    package let defaultRemote: String?
    package let remoteURL: String?
    /// The DVC project's directory; `.` at the root.
    package let dvcRoot: String

    enum CodingKeys: String, CodingKey {
        case stages, order, lockfiles
        case dvcRoot = "dvc_root"
        case defaultRemote = "default_remote"
        case remoteURL = "remote_url"
    }
}

/// What a reproduction would do, stage by stage; see `Driver/dvc_plan.py`.
package struct DVCPlan: Sendable, Codable {
    package struct Stage: Sendable, Codable {
        package let name: String
        /// `run`, `cached`, `unchanged` or `unknown`.
        package let state: String
        package let why: String?
        package let source: Bool?
    }

    package let stages: [Stage]
    package let errors: [String]
}

/// What two revisions differ in: metrics and parameters by file and name, and data; see `Driver/dvc_diff.py`.
package struct DVCDiff: Sendable, Decodable {
    package let metrics: [String: [String: Change]]
    package let params: [String: [String: Change]]
    package let data: [DataChange]
    /// Whether either of them has plots at all.
    package let hasPlots: Bool
    package let errors: [Problem]

    package struct Problem: Sendable, Decodable {
        package let path: String?
        package let message: String
    }

    enum CodingKeys: String, CodingKey {
        case metrics, params, data, errors
        case hasPlots = "has_plots"
    }
}
