/// What is wrong with one argument, before it is known in which line it stands.
struct ArgumentProblem: Error, Equatable {
    let code: DiagnosticCode
    let message: String
    let suggestion: String?

    init(_ code: DiagnosticCode, _ message: String, _ suggestion: String? = nil) {
        self.code = code
        self.message = message
        self.suggestion = suggestion
    }
}
