import RunModel

/// One line of `nvidia-smi --query-gpu=index,name,utilization.gpu,memory.used,memory.total --format=csv,noheader,nounits`.
struct GPUReading: Sendable, Equatable {
    static let query = [
        "--query-gpu=index,name,utilization.gpu,memory.used,memory.total", "--format=csv,noheader,nounits",
    ]

    let index: Int
    let name: String
    /// In percent; nil where the card does not tell, as some shared ones do not: `[N/A]`, `[Not Supported]`.
    let utilization: Int?
    let usedMiB: Int?
    let totalMiB: Int?

    /// Lines that are of another form, such as complaints, are passed over.
    static func parse(_ output: String) -> [GPUReading] {
        output.split(whereSeparator: \.isNewline).compactMap { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map { field in
                String(field.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            guard fields.count >= 5, let index = Int(fields[0]) else { return nil }
            let numbers = fields.suffix(3).map { Int($0) }
            return GPUReading(
                index: index, name: fields[1..<(fields.count - 3)].joined(separator: ", "), utilization: numbers[0],
                usedMiB: numbers[1], totalMiB: numbers[2])
        }
    }
}

/// What has been seen of some GPUs, look by look.
struct GPUTally: Sendable, Equatable {
    /// The GPUs that count, by index; nil for all.
    let indices: Set<Int>?
    private var cards: [Int: Card] = [:]

    private struct Card: Equatable {
        var name: String
        var percent = 0
        var looks = 0
        var peakMiB: Int?
        var totalMiB: Int?
    }

    init(indices: Set<Int>?) { self.indices = indices }

    mutating func add(_ readings: [GPUReading]) {
        for reading in readings where indices?.contains(reading.index) ?? true {
            var card = cards[reading.index] ?? Card(name: reading.name)
            if let percent = reading.utilization {
                card.percent += percent
                card.looks += 1
            }
            card.peakMiB = [card.peakMiB, reading.usedMiB].compactMap(\.self).max()
            card.totalMiB = reading.totalMiB ?? card.totalMiB
            cards[reading.index] = card
        }
    }

    /// Nil where nothing was seen.
    var gpus: [Report.GPU]? {
        guard !cards.isEmpty else { return nil }
        return cards.sorted { $0.key < $1.key }.map { _, card in
            Report.GPU(
                name: card.name, utilization: card.looks == 0 ? nil : Double(card.percent) / Double(card.looks * 100),
                peakMemoryMiB: card.peakMiB, memoryMiB: card.totalMiB)
        }
    }
}
