import RunModel
import Testing

@testable import Job

struct RequirementTextTests {
    @Test(
        arguments: [
            ("numpy==2.1\n", []),
            (
                "-r a.txt\n-rb.txt\n--requirement c.txt\n--requirement=d.txt\n--requirem e.txt\n",
                ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"]
            ),
            ("-c limits.txt # ours\n--constraint=more.txt\n", ["limits.txt", "more.txt"]),
            ("-r \\\n  long.txt\n# -r no.txt\n", ["long.txt"]),
            ("-r 'quoted.txt'", ["quoted.txt"]),
            ("--require-hashes\nnumpy==2.1 \\\n    --hash=sha256:aa/bb\n", []),
            ("--find-links wheels/\n-i https://example.org/simple\n--only-binary :all:\n", []),
            ("tool @ https://example.org/tool-1.0.tar.gz#sha256=0\nother @ git+https://example.org/o@v1\n", []),
            ("git+ssh://git@example.org/o@v1\nthird[a]@https://u@example.org/t.zip ; python_version > '3'\n", []),
            ("-e git+https://example.org/tool#egg=tool\n/opt/wheels/tool-1.0-py3-none-any.whl\n", []),
            ("numpy ; python_version < '3.12' and sys_platform == 'linux'\nanyio[trio]>=4\n", []),
        ] as [(String, [String])])
    func `includes are found in every form that pip takes`(text: String, includes: [String]) throws {
        #expect(try RequirementText(file: "r.txt", text: text).includes() == includes)
    }

    @Test(
        arguments: [
            (".", "installs “.”"), ("./pkg[dev]", "installs"), ("../pkg", "installs"), ("-e .", "installs “.”"), ("-e.", "installs"),
            ("--editable=src", "installs “src”"), ("src/pkg", "installs"), ("tool-1.0-py3-none-any.whl", "installs"),
            ("pkg @ file:pkg", "installs"), ("pkg@file:./pkg", "installs"), ("-r https://example.org/r.txt", "includes"),
            ("-c /etc/limits.txt", "includes"),
            ("-r ${HOME}/r.txt", "includes"),
        ])
    func `what the environment's name cannot cover is refused`(line: String, says: String) {
        let failure = #expect(throws: Failure.self) { try RequirementText(file: "r.txt", text: "numpy\n\(line)\n").includes() }
        #expect(
            failure?.reason == .misconfigured && failure?.message.hasPrefix("r.txt, line 2, \(says)") == true,
            "\(String(describing: failure))")
    }
}
