import RunModel
import Testing

@Suite struct NearestNameTests {
    @Test(
        "the distance counts insertions, deletions, replacements and swaps",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1), ("abc", "ab", 1),
            ("abc", "xabc", 1), ("kitten", "sitting", 3), ("--forse", "--force", 1),
        ])
    func distance(_ a: String, _ b: String, _ expected: Int) {
        #expect(NearestName.distance(a, b) == expected)
        #expect(NearestName.distance(b, a) == expected)
    }

    @Test("a name that is near to nothing, or endless, means nothing")
    func limits() {
        #expect(NearestName.of("GPU", among: ["RUN", "GPUS"]) == "GPUS")
        #expect(NearestName.of("WEATHER", among: ["RUN", "GPUS"]) == nil)
        #expect(NearestName.of(String(repeating: "RUN", count: 1_000_000), among: ["RUN"]) == nil)
        #expect(NearestName.of("RUN", among: []) == nil)
    }
}
