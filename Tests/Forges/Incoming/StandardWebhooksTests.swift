import Forges
import Foundation
import RunModel
import Testing

/// GitLab's two ways of proving who it is. The signature is the specification's own example
/// (github.com/standard-webhooks/standard-webhooks, libraries/go/webhook_test.go).
@Suite("GitLab's signatures")
struct StandardWebhooksTests {
    private static let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    private static let wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="
    private static let time = 1_614_265_330.0

    private static func isAuthentic(
        _ signature: String, id: String = "msg_p5jXN8AQM9LWM0D4loKWxJek", stamp: String = "1614265330",
        key: String = key,
        after seconds: Double = 0, token: String? = nil
    ) -> Bool {
        var headers = [(name: "webhook-id", value: id), (name: "webhook-timestamp", value: stamp)]
        headers.append((name: "webhook-signature", value: signature))
        if let token { headers.append((name: "X-Gitlab-Token", value: token)) }
        let delivery = Delivery(headers: headers, body: Data(#"{"test": 2432232314}"#.utf8))
        return GitLabWebhook.isAuthentic(
            delivery, secret: Secret(key), now: Date(timeIntervalSince1970: time + seconds))
    }

    @Test("the published example holds, with the key in both forms")
    func published() {
        #expect(Self.isAuthentic(Self.good))
        #expect(Self.isAuthentic(Self.good, key: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    }

    @Test("one good signature among several is enough; other versions are none")
    func several() {
        #expect(Self.isAuthentic("\(Self.wrong) v2,abc \(Self.good)"))
        #expect(!Self.isAuthentic("\(Self.wrong) \(Self.wrong)"))
        for text in ["v2", "v1a", "V1"] {
            #expect(!Self.isAuthentic(Self.good.replacing("v1", with: text)))
        }
        for text in [
            "", "v1", "v1,", "v1,AA==", String(Self.good.dropLast()), Self.good.replacing(" ", with: ","),
        ] where text != Self.good {
            #expect(!Self.isAuthentic(text), "\(text)")
        }
    }

    @Test(
        "a time more than 300 s away is refused",
        arguments: [(-301, false), (-300, true), (300, true), (301, false), (1e300, false)])
    func time(seconds: Double, holds: Bool) {
        #expect(Self.isAuthentic(Self.good, after: seconds) == holds)
    }

    @Test(
        "a time that is no number is refused",
        arguments: ["", "hello", "-1614265330", "1614265330.0", "1e9", " 1614265330", "9".padding(400)])
    func stamps(stamp: String) {
        #expect(!Self.isAuthentic(Self.good, stamp: stamp))
    }

    @Test("the id is signed too, and the key has to be one")
    func rest() {
        #expect(!Self.isAuthentic(Self.good, id: "msg_other"))
        #expect(!Self.isAuthentic(Self.good, id: ""))
        for key in ["", "whsec_", "whsec_***", "whsec_AAAA"] {
            #expect(!Self.isAuthentic(Self.good, key: key))
        }
    }

    @Test("where there is a signature the token does not count; where there is none it does")
    func token() {
        #expect(!Self.isAuthentic(Self.wrong, token: Self.key))
        func hasToken(_ token: String, _ secret: String) -> Bool {
            let delivery = Delivery(headers: [(name: "X-Gitlab-Token", value: token)], body: Data())
            return GitLabWebhook.isAuthentic(delivery, secret: Secret(secret), now: Date())
        }
        #expect(hasToken("jelszó-5f3c9a", "jelszó-5f3c9a"))
        for token in ["", "jelszó-5f3c9", "jelszó-5f3c9a ", "JELSZÓ-5F3C9A", "jelszo\u{301}-5f3c9a"] {
            #expect(!hasToken(token, "jelszó-5f3c9a"), "\(token)")
        }
    }
}

extension String {
    fileprivate func padding(_ count: Int) -> String { String(repeating: self, count: count) }
}
