/// What `bunsen --version` prints; `make dist` names its file by it.
package enum BunsenVersion {
    package static let text = "0.1.0"
}
