import Foundation

/// A Python package `greet` that a test makes itself, as source: it is built where it is installed, by a program of its own.
///
/// Each build is noted in the file `builds` of the scratch directory, and stands still while its test holds it.
package struct PythonPackage: Sendable {
    package let scratch: ScratchDirectory
    /// What finds it without a network.
    package var requirements: String { "--no-index\n--find-links \(scratch.path)/packages\n" }

    package init(in scratch: ScratchDirectory, versions: [String]) async throws {
        self.scratch = scratch
        for version in versions {
            let root = "packages/greet-\(version)"
            try scratch.write(
                "[build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n", to: "\(root)/pyproject.toml")
            try scratch.write("Metadata-Version: 2.1\nName: greet\nVersion: \(version)\n", to: "\(root)/PKG-INFO")
            let program = Self.backend.replacing("PLACE", with: scratch.path).replacing("VERSION", with: version)
            try scratch.write(program, to: "\(root)/backend.py")
            try await Program.run(["tar", "-czf", "greet-\(version).tar.gz", "greet-\(version)"], in: "\(scratch.path)/packages")
            try FileManager.default.removeItem(atPath: "\(scratch.path)/\(root)")
        }
    }

    /// The versions that were built, in their order.
    package var builds: [String] {
        let text = (try? String(contentsOfFile: "\(scratch.path)/builds", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// The wheel has a module, a console script, and a program by the name of the sandbox that leaves a trace.
    private static let backend = """
        import os, time, zipfile

        FILES = {
            "greet.py": "word = 'hello VERSION'\\ndef main():\\n    print('said', word)\\n",
            "greet-VERSION.dist-info/METADATA": "Metadata-Version: 2.1\\nName: greet\\nVersion: VERSION\\n",
            "greet-VERSION.dist-info/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
            "greet-VERSION.dist-info/entry_points.txt": "[console_scripts]\\ngreet = greet:main\\n",
            "greet-VERSION.data/scripts/bwrap": "#!/bin/sh\\necho ran > PLACE/escaped\\nexit 1\\n",
            "greet-VERSION.dist-info/RECORD": "",
        }

        def prepare_metadata_for_build_wheel(directory, config_settings=None):
            info = "greet-VERSION.dist-info"
            os.mkdir(os.path.join(directory, info))
            with open(os.path.join(directory, info, "METADATA"), "w") as file:
                file.write(FILES[info + "/METADATA"])
            return info

        def build_wheel(directory, config_settings=None, metadata_directory=None):
            with open("PLACE/builds", "a") as file:
                file.write("VERSION\\n")
            if os.path.exists("PLACE/hold-build"):
                open("PLACE/at-build", "w").close()
                while os.path.exists("PLACE/hold-build"):
                    time.sleep(0.05)
            name = "greet-VERSION-py3-none-any.whl"
            with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
                for path, text in FILES.items():
                    wheel.writestr(path, text)
            return name

        """
}
