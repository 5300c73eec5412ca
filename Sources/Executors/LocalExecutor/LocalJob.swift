/// What a job does for the executor that started it on this machine.
package enum LocalJob {
    /// Carries the job's name in the environment of all its processes, so that those can be found that left its session and
    /// lost their parents. Whoever cleans the environment of stages has to leave it in.
    package static let markVariable = "BUNSEN_JOB"

    /// The first act of `bunsen job --claim DIRECTORY`: takes the attempt for this process.
    /// - Returns: false where the attempt was called off, or another process runs it: then this one has to end with 0 and touch
    ///   nothing, as what it would write stands in the other's files.
    package static func begin(in directory: String) throws -> Bool { try JobClaimFile.begin(in: directory) }
}
