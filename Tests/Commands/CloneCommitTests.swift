import Foundation
import RunModel
import TestKit
import Testing

@testable import Commands

@Suite("The commit that `bunsen run` is asked for")
struct CloneCommitTests {
    @Test(
        "the tip of a pushed branch is run as if it had just been pushed",
        arguments: [nil, "HEAD", "main", "@", "HEAD~0", "refs/heads/main"])
    func pushed(revision: String?) async throws {
        let house = try await CloneFixture()
        let found = try await house.find(revision)
        #expect(try await found.sha.text == house.git("rev-parse", "HEAD"))
        #expect(found.branch.text == "main" && found.destination == .origin && !found.isDirty)
        #expect(found.repository.text == house.bare && found.cloneURL == house.bare && found.origin?.text == house.bare)
        #expect(found.message.hasPrefix("Try it\n\nwith words") && found.top == house.clone)
    }

    @Test("a clone is found from anywhere in it, and by any path to it")
    func inside() async throws {
        let house = try await CloneFixture()
        #expect(try await house.find(in: "\(house.clone)/sub").top == house.clone)
        let link = "\(house.scratch.path)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: house.clone)
        try await house.git("remote", "remove", "origin")
        #expect(try await house.find(in: "\(link)/sub").repository.text == house.clone)
    }

    @Test("a commit that is not pushed comes from the clone itself, and its result goes back there")
    func ahead() async throws {
        let house = try await CloneFixture()
        let sha = try await house.commit("Not pushed")
        let found = try await house.find()
        #expect(found.sha.text == sha && found.branch.text == "main" && found.destination == .experimentRef)
        #expect(found.repository.text == house.clone && found.cloneURL == house.clone && found.origin?.text == house.bare)
        // Work that origin has done already would be found as well.
        #expect(found.keys(Directives(message: ":ACME_RUN:")).count == 2)
    }

    @Test("a detached HEAD is the tip of the branch that is there, or of none")
    func detached() async throws {
        let house = try await CloneFixture()
        try await house.git("checkout", "--quiet", "--detach")
        let tip = try await house.find()
        #expect(tip.branch.text == "main" && tip.destination == .origin)
        try await house.commit("Further on")
        let further = try await house.find()
        #expect(further.branch.text == "detached" && further.destination == .experimentRef)
    }

    @Test("of several branches at the commit the checked-out one counts, and the asked one before it")
    func branches() async throws {
        let house = try await CloneFixture()
        try await house.git("push", "--quiet", "origin", "HEAD:refs/heads/a", "HEAD:refs/heads/z/z")
        #expect(try await house.find().branch.text == "main")
        try await house.git("branch", "z/z")
        #expect(try await house.find("z/z").branch.text == "z/z")
        try await house.git("checkout", "--quiet", "--detach")
        #expect(try await house.find().branch.text == "a")
    }

    @Test("a clone without origin is its own repository")
    func noOrigin() async throws {
        let house = try await CloneFixture()
        try await house.git("remote", "remove", "origin")
        let found = try await house.find()
        #expect(found.origin == nil && found.destination == .experimentRef && found.repository.text == house.clone)
        #expect(found.keys(Directives(message: ":ACME_RUN:")).count == 1)
    }

    @Test(
        "origin by a relative path, a file URL or a link is the same repository",
        arguments: ["../project.git", "file://{bare}", "{link}", "{bare}/"])
    func localOrigin(url: String) async throws {
        let house = try await CloneFixture()
        let link = "\(house.scratch.path)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: house.bare)
        try await house.git("remote", "set-url", "origin", url.replacing("{bare}", with: house.bare).replacing("{link}", with: link))
        let found = try await house.find(in: "\(house.clone)/sub")
        #expect(found.destination == .origin && found.cloneURL == house.bare && found.repository.text == house.bare)
    }

    @Test("a password in origin's URL is used by git, and goes no further")
    func password() async throws {
        let house = try await CloneFixture()
        try house.scratch.write("s3cret-token", to: "token")
        let found = try await GitServer.serving(house.scratch.path, tokenFile: "\(house.scratch.path)/token") { port in
            try await house.git("remote", "set-url", "origin", "http://ada:s3cret-token@127.0.0.1:\(port)/project.git")
            let found = try await house.find()
            #expect(found.cloneURL == "http://127.0.0.1:\(port)/project.git")
            return found
        }
        #expect(found.destination == .origin && found.repository.text == "127.0.0.1/project" && !"\(found)".contains("s3cret"))
        // And when the server is gone, the failure does not tell it either.
        let failure = try await house.failure()
        #expect(failure?.code == "origin_unreachable" && failure?.description.contains("s3cret") == false)
    }

    @Test("who commits is who asks")
    func author() async throws {
        let house = try await CloneFixture()
        try await house.git("config", "user.name", "Ada")
        #expect(try await house.find().author == "Ada")
    }
}
