/// What a forge can be asked to send to a hook.
package enum TestDelivery: Sendable, CaseIterable {
    /// Says nothing but that the hook is there.
    case ping
    /// Looks like a push of the head that the default branch has.
    case push
}
