import Foundation
import RunModel
import TestKit
import Testing

@Suite("What a job is told")
struct JobSpecTests {
    @Test func `is read as an older service writes it, too`() throws {
        let old = """
            {"run":"r-20260102T030405-abcdefgh","key":"\(String(repeating: "a", count: 64))",
            "request":{"repository":"/o.git","sha":"\(String(repeating: "b", count: 40))","purpose":"run","experiment":false,"dvcArgs":[]},
            "attempt":1,"job":"j","nonce":"n","cloneURL":"/o.git","destination":"origin","branches":["main"],"subject":"",
            "resources":{"vcpus":1,"memory_mib":1,"gpus":0},"deadline":"2099-01-01T00:00:00Z","graceSeconds":9,
            "commit":{"name":"B","email":"b@localhost"},"places":{"work":"/w","cache":"/c","exitFile":"/e","hidden":[]},
            "sandbox":"auto","dvc":"dvc","secretNames":[],"logLocation":"x"}
            """
        let spec = try JSONDecoder.bunsen.decode(JobSpec.self, from: Data(old.utf8))
        #expect(spec.pushAfterSeconds == 5 && !spec.onlyLooks && !spec.goesOn && spec.tokenReads.isEmpty)
        #expect(spec.places.environments == "/c.environments" && spec.graceSeconds == 9)
        #expect(spec.containers == ContainerSettings() && spec.containers.images == [.all])
        let again = try JSONDecoder.bunsen.decode(JobSpec.self, from: JSONEncoder.bunsen.encode(spec))
        #expect(again == spec)
    }
}
