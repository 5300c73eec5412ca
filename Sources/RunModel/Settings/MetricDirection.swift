/// Which way a metric gets better.
package enum MetricDirection: String, Sendable, Hashable, Codable, CaseIterable {
    case higher
    case lower
}
