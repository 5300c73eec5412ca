import RunModel

extension RunPage {
    var stages: HTML {
        guard let stages = run.report?.stages, !stages.isEmpty else { return "" }
        let ran = stages.count { $0.state == .done || $0.state == .failed }
        let rows = stages.prefix(Self.rowLimit).map { stage -> HTML in
            let hasRun = stage.state == .done || stage.state == .failed
            let time = hasRun ? stage.seconds.map(Figures.elapsed) ?? "" : ""
            return
                "<tr><th scope=\"row\">\(stage.name)</th><td>\(word(stage.state))</td><td class=\"number\">\(time)</td></tr>\n"
        }
        let columns: HTML =
            "<th scope=\"col\">stage</th><th scope=\"col\"></th><th scope=\"col\" class=\"number\">time</th>"
        return section(
            "Stages", note: "\(ran) of \(stages.count) ran",
            table("stages", columns, rows) + more(stages.count)
        )
    }

    private func word(_ state: StageOutcome.State) -> HTML {
        switch state {
        case .done: "ran"
        case .failed: "<span class=\"bad\">failed</span>"
        case .running: "<span class=\"live\">running</span>"
        case .cached, .unchanged: "<span class=\"dim\">\(state.rawValue)</span>"
        }
    }

    /// What was asked for, and what it took.
    var resources: HTML {
        let asked = run.resources
        let gpus = asked.gpus > 0 ? ", \(Figures.count(asked.gpus, "GPU"))" : ""
        var facts: [(name: HTML, value: HTML)] = [
            ("asked for", "\(Figures.count(asked.vcpus, "vCPU")), \(Figures.memory(asked.memoryMiB))\(gpus)")
        ]
        let sizing = run.report.map(Sizing.init)
        if let memory = sizing?.memory { facts.append(("memory", "\(memory)")) }
        if let cpu = sizing?.cpu { facts.append(("processors", "\(cpu)")) }
        for (index, gpu) in (sizing?.gpus ?? []).enumerated() { facts.append(("GPU \(index), \(gpu.name)", "\(gpu.use)")) }
        if let queue = run.report?.times.queueSeconds {
            facts.append(("in the queue", "\(Figures.elapsed(queue))"))
        }
        if let report = run.report {
            facts.append(("run time", "\(Figures.elapsed(report.times.wallSeconds))"))
        }
        facts.append(("deadline", "\(Figures.elapsed(Double(run.deadlineSeconds)))"))
        let advice = (sizing?.advice ?? []).map { "<p class=\"warm\">\($0)</p>\n" as HTML }
        return section(
            "Resources",
            "<dl class=\"facts\">\(facts.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>\n" })</dl>\n\(advice)"
        )
    }
}
