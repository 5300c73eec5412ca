import RunModel
import Settings

extension ProjectSetup {
    /// What setting the project up would find; changes nothing.
    static func check(_ project: ProjectSettings, _ loaded: LoadedSettings) async throws -> [ProjectStep] {
        var setup = ProjectSetup(loaded, project: project, isDryRun: true)
        await setup.checkToken()
        try setup.makeSecret()
        await setup.makeHook()
        await setup.checkDeliveries()
        // What would have to be done is not there.
        return setup.steps.map { step in
            var step = step
            if step.state == .planned { step.state = .todo }
            return step
        }
    }
}
