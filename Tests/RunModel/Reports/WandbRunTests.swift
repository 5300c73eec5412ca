import Foundation
import RunModel
import Testing

@Suite("The address of a run of Weights & Biases")
struct WandbRunTests {
    @Test(
        "has entity, project and id, and nothing after them",
        arguments: [
            "https://wandb.ai/lab/digits/runs/k3v7", "https://wandb.ai/lab/digits/runs/k3v7?apiKey=0123",
            "http://10.0.0.1:8080/lab/digits/runs/k3v7#x",
            "https://host/below/a/path/lab/digits/runs/k3v7",
        ])
    func addresses(text: String) throws {
        let run = try #require(WandbRun(url: text))
        #expect(run.path == "lab/digits/k3v7")
        #expect(run.url.map { text.hasPrefix($0) && $0.hasSuffix("/runs/k3v7") } == true)
    }

    @Test(
        "is not taken from what is none",
        arguments: [
            "javascript:alert(1)/a/b/runs/x", "https://wandb.ai/lab/digits", "https://wandb.ai/lab/digits/sweeps/x",
            "https://wandb.ai//digits/runs/x",
            "https://me:secret@wandb.ai/lab/digits/runs/x", "https://wandb.ai/lab/digits/runs/x)](evil",
            "https://wandb.ai/l<b/digits/runs/x", "/a/b/c/d/e/runs/x",
        ])
    func nothing(text: String) { #expect(WandbRun(url: text) == nil) }

    @Test func `a report that was written by others keeps no other address`() throws {
        let text = #"{"run":"x","url":"javascript:alert(1)//a/b/runs/x"}"#
        #expect(try JSONDecoder().decode(WandbRun.self, from: Data(text.utf8)) == WandbRun(run: "x"))
    }
}
