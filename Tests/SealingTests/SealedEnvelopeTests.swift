import Crypto
import SyncCore
import TestSupport
import Testing

@testable import Sealing

@Suite struct SealedEnvelopeTests {
    private let key: SealingKey

    init() throws {
        key = try SealingKey(text: Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="))
    }

    private func seal(
        _ text: String, for place: SealedPlace = .clientSecret, with key: SealingKey? = nil
    ) throws -> SealedEnvelope {
        try SealedEnvelope(sealing: Secret(text), for: place, with: key ?? self.key)
    }

    // MARK: The format

    /// Worked out by another program from RFC 5869 and RFC 8439. What is sealed today has to open in
    /// ten years: a change here needs a new version of the format beside the old one.
    @Test(arguments: [
        (
            SealedPlace.clientSecret, "example-client-secret",
            "9EDx1VuqcBUl8FJABd3HdMUCGUmpW1VqfX1yvzn4KsBzMLh6yQ"
        ),
        (
            .refreshToken, "1000.example.refresh",
            "oAigiAWjbVkr7FdARduPYdIEGEQ4cBY8mvBJocuWEhwjrsD_"
        ),
        (.tokenCache, "{}", "6kXm1n0h7AXyh41bbn_KhxQ0"),
        (.clientSecret, "", "xs2cvME32vh_yU_P1AMD2A"),
    ])
    func format_isFrozen(place: SealedPlace, text: String, end: String) throws {
        let expected = "zs1:7c1XIkZcAAECAwQFBgcICQoL" + end
        let envelope = try SealedEnvelope(
            sealing: Secret(text), for: place, with: key,
            nonce: ChaChaPoly.Nonce(data: Array(UInt8(0)..<12)))
        #expect(envelope.text == expected)
        let read = try SealedEnvelope(text: expected)
        #expect(read == envelope)
        #expect(read.keyID == "7c1XIkZc")
        #expect(try read.open(for: place, with: key).reveal() == text)
    }

    @Test func sealed_twice_differs() throws {
        #expect(try Set((0..<200).map { _ in try seal("same").text }).count == 200)
    }

    private static let noEnvelopes: [(String, SealingError)] = [
        ("", .malformed), ("hushhush", .malformed), ("zs1:", .malformed),
        ("zs1", .malformed), ("zs:AAAA", .malformed), ("zsx:AAAA", .malformed),
        ("zs12345:AAAA", .malformed), ("ZS1:AAAA", .malformed),
        ("zs2:AAAA", .unknownVersion("zs2")), ("zs0:", .unknownVersion("zs0")),
        ("zs1234:hush", .unknownVersion("zs1234")),
        ("zs1:\(many("A", 45))", .malformed),
        ("zs1:\(many("A", 48))=", .malformed),
        ("zs1:\(many("+", 48))", .malformed),
        ("zs1:\(many("é", 24))", .malformed),
    ]

    private static func many(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    @Test(arguments: noEnvelopes)
    func text_noEnvelope_isRefused(text: String, error: SealingError) {
        #expect(throws: error) { try SealedEnvelope(text: text) }
        #expect(!error.description.contains("hush"))
    }

    // MARK: Random walks

    @Test(arguments: 0..<20)
    func walk_anySecret_comesBack(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let count = Int.random(in: 0...300, using: &chance)
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &chance) }
            let place = try #require(SealedPlace.allCases.randomElement(using: &chance))
            let key = SealingKey.generate()
            let envelope = try SealedEnvelope(
                sealing: Secret(bytes: bytes), for: place, with: key)
            #expect(envelope.text.utf8.allSatisfy { (0x21..<0x7F).contains($0) })
            let read = try SealedEnvelope(text: envelope.text)
            #expect(try read.open(for: place, with: key) == Secret(bytes: bytes))
        }
    }

    @Test func change_ofAnyCharacter_isRefused() throws {
        let text = Array(try seal("hush").text.utf8)
        for index in text.indices {
            for byte in UInt8.min ... .max where byte != text[index] {
                var changed = text
                changed[index] = byte
                #expect(throws: SealingError.self, "\(index) \(byte)") {
                    // Bytes that are not UTF-8 become U+FFFD, which is a change as well.
                    try SealedEnvelope(text: String(decoding: changed, as: UTF8.self))
                        .open(for: .clientSecret, with: key)
                }
            }
        }
    }

    @Test func change_ofAnyBit_isRefused() throws {
        let envelope = try seal("hush hush")
        let content = Array(try #require(Base64.decodeURL(Array(envelope.text.utf8.dropFirst(4)))))
        for index in content.indices {
            for bit in 0..<8 {
                var changed = content
                changed[index] ^= 1 << bit
                let read = try SealedEnvelope(text: "zs1:" + Base64.encodeURL(changed))
                let isID = index < SealingKey.idByteCount
                let expected: SealingError =
                    isID ? .otherKey(sealedWith: read.keyID, atHand: key.id) : .altered
                #expect(throws: expected) { try read.open(for: .clientSecret, with: key) }
            }
        }
    }

    @Test func truncation_anywhere_isRefused() throws {
        let text = try seal("a secret of some length").text
        for count in 0..<text.count {
            let start = String(text.prefix(count))
            let error = #expect(throws: SealingError.self) {
                try SealedEnvelope(text: start).open(for: .clientSecret, with: key)
            }
            #expect(error == .malformed || error == .altered, "\(count)")
        }
        for end in ["A", "AA", "AAAA", "=", "\n", " "] {
            #expect(throws: SealingError.self) {
                try SealedEnvelope(text: text + end).open(for: .clientSecret, with: key)
            }
        }
    }

    @Test func place_another_isRefusedByName() throws {
        for origin in SealedPlace.allCases {
            let envelope = try seal("hush", for: origin)
            for place in SealedPlace.allCases where place != origin {
                #expect(throws: SealingError.moved(from: origin)) {
                    try envelope.open(for: place, with: key)
                }
            }
        }
    }

    // MARK: Keys

    @Test func key_another_isToldApartFromAChange() throws {
        let other = SealingKey.generate()
        let envelope = try seal("hush")
        #expect(throws: SealingError.otherKey(sealedWith: key.id, atHand: other.id)) {
            try envelope.open(for: .clientSecret, with: other)
        }
    }

    @Test func ring_oldAndNew_opensBoth() throws {
        let new = SealingKey.generate()
        let ring = Keyring(current: new, old: key)
        let old = try ring.open(try seal("hush"), for: .clientSecret)
        #expect(old == .init(secret: Secret("hush"), isOld: true))
        let sealed = try ring.seal(Secret("hush"), for: .clientSecret)
        #expect(sealed.keyID == new.id)
        #expect(
            try ring.open(sealed, for: .clientSecret) == .init(secret: Secret("hush"), isOld: false)
        )
        let third = SealingKey.generate()
        let stranger = try seal("hush", with: third)
        #expect(throws: SealingError.otherKey(sealedWith: third.id, atHand: new.id)) {
            try ring.open(stranger, for: .clientSecret)
        }
        #expect(throws: SealingError.moved(from: .clientSecret)) {
            try ring.open(try seal("hush"), for: .refreshToken)
        }
    }

    @Test func ring_ofOneKeyTwice_hasNoOldOne() throws {
        let ring = Keyring(current: key, old: key)
        #expect(try ring.open(try seal("hush"), for: .clientSecret).isOld == false)
    }
}
