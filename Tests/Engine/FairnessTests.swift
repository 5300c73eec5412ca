import Engine
import Foundation
import RunModel
import Testing

@Suite struct FairnessTests {
    @Test(arguments: [(899.0, 1), (900.0, 0)])
    func `a large run is passed by smaller ones only until it has waited a quarter of an hour`(age: Double, starts: Int) throws {
        var large = try StoreTests.run(0)
        large.resources = Resources(vcpus: 4)
        let small = try StoreTests.run(1, sha: "b")
        let chosen = Fairness.choose(
            from: [large, small], active: [:], free: Resources(vcpus: 2, memoryMiB: 8192),
            now: large.acceptedAt.addingTimeInterval(age))
        #expect(chosen == (starts == 1 ? [small.id] : []))
    }
}
