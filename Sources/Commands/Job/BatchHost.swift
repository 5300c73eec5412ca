import AWS
import Foundation
import Job
import RunModel

/// What a job on AWS Batch knows of its machine, and nobody else does.
struct BatchHost: Sendable {
    /// Batch's own id of the job, the same for all of its attempts.
    let job: String
    /// From 1.
    let attempt: Int
    private let surroundings: AWSSurroundings
    private let http: AWSHTTP
    /// Seconds between two looks for a notice, which comes two minutes before the end.
    private static let spacing = 5.0

    /// Nil where this is no job of Batch.
    init?(_ environment: [String: String]) {
        guard let job = environment["AWS_BATCH_JOB_ID"], !job.isEmpty else { return nil }
        self.job = job
        attempt = environment["AWS_BATCH_JOB_ATTEMPT"].flatMap { Int($0) } ?? 1
        surroundings = AWSSurroundings(environment: environment)
        http = AWSAccess.http
    }

    /// A service that writes the spec knows neither the id that Batch gives nor the attempt. Two jobs of one spec, which an
    /// answer that was lost can bring about, must not take each other for themselves: not in the claim, and not on a disk that
    /// their containers share. Nor does it know how long the job waits for its machine, which is no part of its time.
    func own(_ spec: JobSpec, startedAt: Date = Date()) async -> JobSpec {
        var spec = spec
        if let seconds = spec.secondsFromStart { spec.deadline = startedAt + Double(seconds) }
        spec.job = job
        spec.goesOn = spec.goesOn || attempt > 1
        let name = job.replacing("/", with: "-")
        spec.places.work = "\(spec.places.work)/\(name)"
        spec.places.exitFile = "\(spec.places.exitFile)-\(name)"
        if !Self.isUsable(spec.places.cache) {
            spec.places.cache = "\(spec.places.work)-cache"
            spec.places.environments = "\(spec.places.work)-environments"
        }
        if let place = await logLocation() { spec.logLocation = place }
        return spec
    }

    /// Whether the directory can be made and written to.
    private static func isUsable(_ path: String) -> Bool {
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return FileManager.default.isWritableFile(atPath: path)
    }

    /// Calls AWS as the job's role.
    ///
    /// - Parameter region: where the job's surroundings name none.
    func client(region: String?) async -> AWSClient {
        var region = AWSRegion.declared(surroundings) ?? region
        if region == nil { region = try? await AWSRegion.find(surroundings, http: http) }
        return AWSAccess.client(region: region, surroundings)
    }

    /// The ARN of the log stream; nil where ECS does not tell.
    private func logLocation() async -> String? {
        guard let container = try? await ContainerMetadata.read(surroundings, http: http), let group = container.logGroup,
            let stream = container.logStream, let task = container.taskARN?.split(separator: ":"), task.count > 5
        else { return nil }
        return "arn:\(task[1]):logs:\(container.logRegion ?? String(task[3])):\(task[4]):log-group:\(group):log-stream:\(stream)"
    }

    /// Waits for the notice that the machine is taken back, and stops the job then. Returns where there are none to come.
    func heed(_ stop: StopRequest, _ log: JobLogWriter) async {
        let metadata = InstanceMetadata(surroundings, http: http)
        while !Task.isCancelled {
            do {
                if let notice = try await metadata.spotInterruption() {
                    await log.note(
                        .warning,
                        "the machine is taken back at \(notice.time.iso8601) (\(notice.action)): the job stops, and goes on elsewhere")
                    return await stop.stop(.asked)
                }
            } catch let error as MetadataError where error.isAbsent {
                return
            } catch {
                // Asked again in a moment.
            }
            guard (try? await Task.sleep(for: .seconds(Self.spacing))) != nil else { return }
        }
    }
}
