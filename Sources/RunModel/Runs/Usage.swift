package import FoundationEssentials

/// Running time multiplied by what ran: what a budget counts.
package struct Usage: Sendable, Hashable, Codable {
    package var vcpuSeconds: Double
    package var gpuSeconds: Double

    package init(vcpuSeconds: Double = 0, gpuSeconds: Double = 0) {
        self.vcpuSeconds = vcpuSeconds
        self.gpuSeconds = gpuSeconds
    }

    package init(_ resources: Resources, seconds: Double) {
        self.init(vcpuSeconds: Double(resources.vcpus) * seconds, gpuSeconds: Double(resources.gpus) * seconds)
    }

    package static func + (a: Usage, b: Usage) -> Usage {
        Usage(vcpuSeconds: a.vcpuSeconds + b.vcpuSeconds, gpuSeconds: a.gpuSeconds + b.gpuSeconds)
    }

    package static func - (a: Usage, b: Usage) -> Usage {
        Usage(vcpuSeconds: a.vcpuSeconds - b.vcpuSeconds, gpuSeconds: a.gpuSeconds - b.gpuSeconds)
    }
}

extension Run {
    /// What the attempts that have ended used, by month. Looks hold nothing.
    package var endedUsage: [Month: Usage] {
        var usage: [Month: Usage] = [:]
        for attempt in attempts where !attempt.holdsNothing {
            guard let started = attempt.startedAt, let ended = attempt.endedAt, ended > started else { continue }
            var month = Month(of: started)
            while month.start < ended {
                usage[month, default: Usage()] = (usage[month] ?? Usage()) + use(of: attempt, in: month, from: started, to: ended)
                month = Month(of: month.end)
            }
        }
        return usage
    }

    /// What the attempt that runs now has used in a month so far.
    package func runningUsage(in month: Month, until now: Date) -> Usage {
        guard state.isActive, let attempt = attempts.last, !attempt.holdsNothing, attempt.endedAt == nil,
            let started = attempt.startedAt
        else { return Usage() }
        return use(of: attempt, in: month, from: started, to: now)
    }

    private func use(of attempt: Attempt, in month: Month, from: Date, to: Date) -> Usage {
        Usage(attempt.resources ?? resources, seconds: month.seconds(from: from, to: to))
    }
}
