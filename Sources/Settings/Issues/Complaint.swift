/// Why a text is no value of its kind, before it is known where the text stands.
struct Complaint: Error {
    let message: String
    var nearest: String?

    init(_ message: String, nearest: String? = nil) {
        self.message = message
        self.nearest = nearest
    }
}
