import RunModel
import Testing

@Suite("The line that says what went wrong")
struct FoundErrorTests {
    private static let dvc = "ERROR: failed to reproduce 'train': failed to run: python train.py, exited with 1"

    @Test(
        "it is found among a stage's last lines",
        arguments: [
            (
                ["Traceback (most recent call last):", "  File \"t.py\", line 1, in <module>", "    x()", "ValueError: bad | value", dvc],
                "ValueError: bad | value"
            ),
            (
                [
                    "Traceback (most recent call last):", "  File \"t.py\", line 1", "KeyError: 'a'", "",
                    "During handling of the above exception, another exception occurred:", "", "Traceback (most recent call last):",
                    "  File \"t.py\", line 2", "our.Mistake: no such column", dvc,
                ], "our.Mistake: no such column"
            ),
            (
                ["Traceback (most recent call last):", "  File \"t.py\"", "KeyboardInterrupt"], "KeyboardInterrupt"
            ),
            (["epoch 3", "Killed", dvc], "Killed"),
            (["/bin/sh: line 1: 4711 Killed                  python train.py: Killed", dvc], nil),
            (["sh: 1: pyhton: not found", dvc], "sh: 1: pyhton: not found"),
            (["bash: line 1: pyhton: command not found", dvc], "bash: line 1: pyhton: command not found"),
            (["cp: error writing 'b': No space left on device", dvc], "cp: error writing 'b': No space left on device"),
            (["sh: 1: ./train.sh: Permission denied", dvc], "sh: 1: ./train.sh: Permission denied"),
            (["ModuleNotFoundError: No module named 'torch'", dvc], "ModuleNotFoundError: No module named 'torch'"),
            (
                [
                    "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.", "wandb: done", dvc,
                ], "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB."
            ),
            (
                ["slurmstepd: error: Detected 1 oom-kill event(s) in step 7.0"],
                "slurmstepd: error: Detected 1 oom-kill event(s) in step 7.0"
            ),
            (["Segmentation fault (core dumped)", dvc], "Segmentation fault (core dumped)"),
            (["all is well", dvc], dvc), (["fatal: Authentication failed"], "fatal: Authentication failed"),
            (["error: the first", "ERROR: the last"], "ERROR: the last"),
            (["mean squared error 0.1", "epoch 2"], "mean squared error 0.1"),
            (["\u{1B}[31mError\u{1B}[0m: it is red"], "Error: it is red"), (["epoch 1", "epoch 2"], .some("")), ([], .some("")),
        ] as [([String], String?)])
    func table(_ lines: [String], _ expected: String?) {
        // nil: any line but DVC's own.
        let found = FoundError(in: lines)?.line
        if let expected { #expect(found ?? "" == expected) } else { #expect(found == lines.first) }
    }
}
