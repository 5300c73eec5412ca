import FoundationEssentials
import RunModel

/// One record of the driver: an event of a call, or its reply. Shapes: `Driver/dvc_driver.py`.
struct DVCRecord: Decodable {
    struct Log: Decodable {
        let level: String
        let message: String
        let more: Bool?
    }
    struct Stage: Decodable {
        let name: String
        let state: String
        let seconds: Double?
        let n: Int?
        let of: Int?
    }
    struct Problem: Decodable {
        let kind: String
        let message: String
    }
    struct Versions: Decodable {
        let dvc: String?
    }

    let id: Int?
    let log: Log?
    let stage: Stage?
    let ready: Versions?
    let exit: Int?
    let signal: Int?
    let maxrss: Int?
    let cpu: Double?
    let stopped: Bool?
    let error: Problem?
    let files: [String]?
    let count: Int?
    let cut: Bool?
    let fatal: String?
    let outside: String?

    enum CodingKeys: String, CodingKey {
        case id, log, stage, ready, exit, signal, stopped, error, files, count, cut, fatal, outside
        case maxrss = "maxrss_kib"
        case cpu = "cpu_seconds"
    }

    /// `error` is a sentence in answers to unusable requests and a record elsewhere.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try? container.decodeIfPresent(Int.self, forKey: .id)
        log = try container.decodeIfPresent(Log.self, forKey: .log)
        stage = try container.decodeIfPresent(Stage.self, forKey: .stage)
        ready = try container.decodeIfPresent(Versions.self, forKey: .ready)
        exit = try container.decodeIfPresent(Int.self, forKey: .exit)
        signal = try container.decodeIfPresent(Int.self, forKey: .signal)
        maxrss = try container.decodeIfPresent(Int.self, forKey: .maxrss)
        cpu = try container.decodeIfPresent(Double.self, forKey: .cpu)
        stopped = try container.decodeIfPresent(Bool.self, forKey: .stopped)
        files = try container.decodeIfPresent([String].self, forKey: .files)
        count = try container.decodeIfPresent(Int.self, forKey: .count)
        cut = try container.decodeIfPresent(Bool.self, forKey: .cut)
        outside = try container.decodeIfPresent(String.self, forKey: .outside)
        fatal = try container.decodeIfPresent(String.self, forKey: .fatal)
        if let text = try? container.decode(String.self, forKey: .error) {
            error = Problem(kind: "bad_request", message: text)
        } else {
            error = try container.decodeIfPresent(Problem.self, forKey: .error)
        }
    }

    /// A reply ends its call; everything else is news of one that runs.
    var isReply: Bool { exit != nil || signal != nil || stopped != nil || error != nil }
}

/// What a call wants of the driver; shapes: `Driver/dvc_driver.py` and `Driver/dvc_calls.py`.
struct DVCRequest: Encodable {
    var id: Int?
    var call: String
    var cwd: String?
    var argv: [String]?
    /// Besides the driver's environment; null takes a variable away.
    var env: [String: String?]?
    var capture: Int?
    var params: [String]?
    var targets: [String]?
    var reproArgs: [String]?
    var dvcArgs: [String]?
    var experiment: Bool?
    var remote: Bool?
    var a: String?
    var b: String?
    var revs: [String]?
    var exclude: [String]?
    var replyTo: String?
    var tree: String?
    var gitDirectory: String?
    var sha: String?
    var files: [String]?
    var grace: Double?
    var target: Int?
    /// Removes locks that a killed process of another pid namespace left: nobody else works in this clone.
    var isPrivate: Bool?
    var checkpoints: DVCCheckpoints?
    var key: String?
    var stage: String?
    /// Where the commands of stages are written for who runs them; nil: DVC does.
    var outside: String?
    var exit: Int?

    enum CodingKeys: String, CodingKey {
        case id, call, cwd, argv, env, capture, params, targets, experiment, remote, a, b, revs, exclude, tree, sha, files, grace, target,
            checkpoints,
            key, stage, outside, exit
        case gitDirectory = "git_dir"
        case isPrivate = "private"
        case reproArgs = "repro_args"
        case dvcArgs = "dvc_args"
        case replyTo = "reply_to"
    }
}
