import DVC
import RunModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a job's containers see: its work tree, its content cache, and the variables that are meant for stages.
struct JobContainer {
    let spec: JobSpec
    let places: WorkPlaces
    let image: ContainerImage
    let variables: [String: String]

    /// - Parameter number: tells apart those of one job.
    func make(_ command: StageCommand, number: Int) -> Container {
        let chance = String(UInt32.random(in: 0...(.max)), radix: 36)
        var container = Container(
            name: "bunsen-\(spec.run)-\(spec.attempt)-\(number)-\(chance)", image: image.id,
            user: Container.User(uid: geteuid(), gid: getegid()), argv: command.argv, directory: command.directory,
            mounts: [
                Container.Mount(places.open), Container.Mount(spec.places.cache), Container.Mount(places.git, isReadOnly: true),
            ])
        let place = ContainerMark(work: places.work, attempt: spec.attempt).label
        container.labels = ["run": spec.run.text, "attempt": "\(spec.attempt)", "place": place]
        container.variables = names + command.variables.filter { $0.value != nil }.map(\.key)
        if container.user.uid != 0 { container.home = places.home }
        if image.isLimited {
            container.memoryMiB = spec.resources.memoryMiB
            container.vcpus = spec.resources.vcpus
        }
        container.gpus =
            spec.visibleGPUs.map { .these($0.split(separator: ",").map(String.init)) } ?? (spec.resources.gpus > 0 ? .all : .these([]))
        return container
    }

    /// Not the service's own environment, which is made for this machine: PATH and the like are the image's. And no
    /// `CUDA_VISIBLE_DEVICES`: a container has no other GPUs than its own, and counts those anew.
    private var names: [String] {
        var names = spec.secretNames + variables.keys.filter { $0.hasPrefix("BUNSEN_") } + ["PYTHONUNBUFFERED"]
        if variables["GIT_CONFIG_GLOBAL"] == places.gitConfiguration { names.append("GIT_CONFIG_GLOBAL") }
        return names.filter { variables[$0] != nil }
    }
}
