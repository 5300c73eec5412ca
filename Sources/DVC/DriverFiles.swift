import FoundationEssentials

/// The driver's files, which travel inside the binary.
enum DriverFiles {
    static let all: [(name: String, bytes: [UInt8])] = [
        ("dvc_driver.py", PackageResources.dvc_driver_py),
        ("dvc_child.py", PackageResources.dvc_child_py),
        ("dvc_calls.py", PackageResources.dvc_calls_py),
        ("dvc_plan.py", PackageResources.dvc_plan_py),
        ("dvc_checkpoints.py", PackageResources.dvc_checkpoints_py),
        ("dvc_compare.py", PackageResources.dvc_compare_py),
        ("dvc_command.py", PackageResources.dvc_command_py),
        ("dvc_diff.py", PackageResources.dvc_diff_py),
        ("dvc_plots.py", PackageResources.dvc_plots_py),
        ("dvc_mirror.py", PackageResources.dvc_mirror_py),
        ("dvc_patience.py", PackageResources.dvc_patience_py),
        ("dvc_run_cache.py", PackageResources.dvc_run_cache_py),
        ("dvc_outside.py", PackageResources.dvc_outside_py),
        ("dvc_values.py", PackageResources.dvc_values_py),
        ("dvc_queue.py", PackageResources.dvc_queue_py),
        ("dvc_fetch.py", PackageResources.dvc_fetch_py),
    ]

    /// Lays them out in a directory; gives the path of the one to start.
    static func write(to directory: String) throws -> String {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for (name, bytes) in all {
            let path = "\(directory)/\(name)"
            // The same text again would only make Python compile it again.
            if let there = try? Data(contentsOf: URL(filePath: path)), there.elementsEqual(bytes) { continue }
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        }
        return "\(directory)/dvc_driver.py"
    }
}
