import SyncCore

@testable import Sealing

/// A sealed text, or the text of a key: there is one text for each, and nothing opens that was not
/// sealed with the key, in the place it was sealed for.
enum SealedTarget {
    static func run(_ input: [UInt8]) throws {
        if let key = try? SealingKey(text: Secret(bytes: input)) {
            let again = try SealingKey(text: key.text)
            try demand(again.id == key.id, "a key's text is another key's")
        }
        let text = String(decoding: input, as: UTF8.self)
        guard let envelope = try? SealedEnvelope(text: text) else { return }
        let body = text.utf8.dropFirst("zs1:".utf8.count)
        let canonical = Base64.decodeURL(body).map { "zs1:" + Base64.encodeURL($0) }
        try demand(canonical == text, "two texts for one envelope")
        let key = try SealingKey(text: Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="))
        for place in SealedPlace.allCases {
            guard let secret = try? envelope.open(for: place, with: key) else { continue }
            try demand(genuine[text]?.0 == place, "a forgery opens in \(place)")
            try demand(genuine[text]?.1 == secret.reveal(), "it opens as something else")
        }
    }

    /// What was sealed with the key; the frozen texts of `SealedEnvelopeTests`.
    private static let genuine: [String: (SealedPlace, String)] = [
        "zs1:7c1XIkZcAAECAwQFBgcICQoL9EDx1VuqcBUl8FJABd3HdMUCGUmpW1VqfX1yvzn4KsBzMLh6yQ":
            (.clientSecret, "example-client-secret"),
        "zs1:7c1XIkZcAAECAwQFBgcICQoLoAigiAWjbVkr7FdARduPYdIEGEQ4cBY8mvBJocuWEhwjrsD_":
            (.refreshToken, "1000.example.refresh"),
        "zs1:7c1XIkZcAAECAwQFBgcICQoL6kXm1n0h7AXyh41bbn_KhxQ0": (.tokenCache, "{}"),
    ]
}
