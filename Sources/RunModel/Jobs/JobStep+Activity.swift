extension JobStep {
    /// What a job does in this step, for people: `fetching the commit`. Steps that take no time go by the name of a longer one.
    package var activity: String {
        switch self {
        case .fetch, .cache, .claim: "fetching the commit"
        case .environment: "preparing the environment"
        case .reproduce: "reproducing"
        case .pushData: "pushing data to the DVC remote"
        case .commit, .resultRef, .publish, .report: "publishing the result"
        }
    }
}
