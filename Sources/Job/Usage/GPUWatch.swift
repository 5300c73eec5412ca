import DVC
import Git
import RunModel
import Subprocess
import SystemPackage

/// Looks at the GPUs that a job was given, every few seconds while its pipeline runs, with NVIDIA's own program.
actor GPUWatch {
    private let program: String
    private var tally: GPUTally
    private let pause: Duration
    /// How long one look may take; a driver that hangs is no reason to wait.
    private static let patience: Duration = .seconds(10)
    private static let answerLimit = 64 << 10

    /// Nil where the job has no GPU, or nothing that could look at one.
    ///
    /// - Parameter environment: the service's.
    init?(spec: JobSpec, environment: [String: String], pause: Duration = .seconds(5)) {
        guard spec.resources.gpus > 0,
            let program = SearchPath.program("nvidia-smi", in: environment["PATH"] ?? SearchPath.usual)
        else { return nil }
        self.program = program
        self.pause = pause
        tally = GPUTally(indices: Self.indices(spec.visibleGPUs ?? environment["CUDA_VISIBLE_DEVICES"]))
    }

    var seen: [Report.GPU]? { tally.gpus }

    /// Until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            await look()
            guard (try? await Task.sleep(for: pause)) != nil else { return }
        }
    }

    private func look() async {
        let program = program
        let output = try? await withDeadline(Self.patience) {
            try await Subprocess.run(
                .path(FilePath(program)), arguments: Arguments(GPUReading.query), output: .string(limit: Self.answerLimit),
                error: .discarded
            ).standardOutput
        }
        if let output = output ?? nil { tally.add(GPUReading.parse(output)) }
    }

    /// Of `CUDA_VISIBLE_DEVICES`. Nil, which is all, where it is not set or names GPUs by what is no index.
    static func indices(_ visible: String?) -> Set<Int>? {
        guard let visible, !visible.isEmpty else { return nil }
        let names = visible.split(separator: ",").map { name in String(name.filter { $0 != " " }) }
        let indices = names.compactMap { Int($0) }
        return indices.count == names.count ? Set(indices) : nil
    }
}
