import RunModel
import Testing

@Suite("A place in S3")
struct S3PlaceTests {
    @Test func `is a bucket and what keys begin with`() throws {
        let place = try #require(S3Place("s3://acme-data/failed/ci/"))
        #expect(place.bucket == "acme-data" && place.key == "failed/ci" && "\(place)" == "s3://acme-data/failed/ci")
        #expect("\(place.appending("r.tar.gz"))" == "s3://acme-data/failed/ci/r.tar.gz")
    }

    @Test(arguments: [
        "", "acme", "s3://", "s3://acme", "s3://acme/", "s3:/acme/a", "http://acme/a", "s3://Acme/a", "s3://a/b", "s3://a@b.example/c",
        "s3://acme//a", "s3://acme/../a", "s3://acme/a b", "s3://acme/a\n",
    ])
    func `is nothing else`(text: String) { #expect(S3Place(text) == nil) }
}
