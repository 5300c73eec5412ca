import RunModel
import Testing

@Suite("Figures for people")
struct FiguresTests {
    @Test(
        "a number has six significant digits, and a whole one all of its own",
        arguments: [
            (0, "0"), (-0.0, "0"), (3, "3"), (0.5, "0.5"), (-2.5, "-2.5"), (-0.1234567, "-0.123457"), (1e14, "100000000000000"),
            (1e15, "1e+15"), (1e20, "1e+20"), (1234567.8, "1.23457e+06"), (0.00001234, "1.234e-05"), (1e-9, "1e-09"),
            (0.0001, "0.0001"), (999999.96, "1e+06"), (99999.96, "100000"), (0.999999999, "1"), (0.1299999, "0.13"),
            (123.456, "123.456"), (0.1 + 0.2, "0.3"), (1.5e300, "1.5e+300"), (12345.0001, "12345"), (0.1234565, "0.123457"),
            (.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf"),
        ] as [(Double, String)])
    func number(_ value: Double, _ expected: String) {
        #expect(Figures.number(value) == expected)
    }

    @Test("a difference has its sign", arguments: [(0.25, "+0.25"), (-3, "-3"), (0, "+0"), (-0.0, "+0")] as [(Double, String)])
    func delta(_ value: Double, _ expected: String) {
        #expect(Figures.delta(value) == expected)
    }

    @Test(
        "a leaf of a file is a number or the beginning of its text",
        arguments: [
            (.number(0.1 + 0.2), "0.3"), (.integer(1_234_567), "1234567"), (.flag(true), "true"), (.text("1e-3"), "1e-3"),
            (.text(String(repeating: "x", count: 61)), String(repeating: "x", count: 60)), (nil, "–"),
        ] as [(Scalar?, String)])
    func value(_ value: Scalar?, _ expected: String) {
        #expect(Figures.value(value) == expected)
    }

    @Test("one is singular", arguments: [(0, "0 GPUs"), (1, "1 GPU"), (2, "2 GPUs")])
    func count(_ number: Int, _ expected: String) {
        #expect(Figures.count(number, "GPU") == expected)
    }

    @Test(
        "a length of time is as long as it must be",
        arguments: [
            (-1, "0.0 s"), (0, "0.0 s"), (0.04, "0.0 s"), (0.25, "0.3 s"), (0.36, "0.4 s"), (8.54, "8.5 s"), (9.94, "9.9 s"),
            (9.95, "10 s"), (59.4, "59 s"), (59.5, "1m 00s"), (60, "1m 00s"), (185, "3m 05s"), (3599.4, "59m 59s"),
            (3599.6, "1h 00m"), (7800, "2h 10m"), (86_399, "23h 59m"), (86_400, "1d 0h"), (273_600, "3d 4h"), (1e12, "1000000000000.0 s"),
            (.infinity, "inf s"), (-.infinity, "-inf s"), (.nan, "nan s"),
        ] as [(Double, String)])
    func elapsed(_ seconds: Double, _ expected: String) {
        #expect(Figures.elapsed(seconds) == expected)
    }
}
