import Job
import UnixSignals

/// SIGTERM and SIGINT ask the job to stop; what is complete is pushed, and it ends with 75.
enum StopSignals {
    static func forward(to stop: StopRequest) async {
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
            await stop.stop(.asked)
        }
    }
}
