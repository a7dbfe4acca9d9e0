/// Words for seeded data. Names and companies are invented.
enum Words {
    static let firstNames = [
        "Ada", "Bo", "Chiara", "Dmitri", "Élodie", "Farid", "Grete", "Hanh", "Ida", "Jón", "Kei",
        "Lea", "Mateus", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Søren", "Tomáš",
    ]
    static let lastNames = [
        "Nowak", "Fischer", "Okafor", "García", "Lindström", "Yamada", "O'Neill", "Costa",
        "Schneider", "Müller-Lüdenscheidt", "Ivanova", "Petit", "Kowalczyk", "Haddad", "Bianchi",
    ]
    static let companies = [
        "Nordlicht", "Blue Harbor", "Tres Ríos", "Kirschbaum", "Vantage", "Æther", "Pinewood",
        "Solveig", "Red Kite", "Matsuri",
    ]
    static let forms = ["GmbH", "Ltd", "S.A.", "& Sons", "AB", "KK"]
    static let cities = [
        "Berlin", "København", "Łódź", "São Paulo", "東京", "Cork", "Zürich", "Izmir", "Quito",
    ]
    static let subjects = [
        "Renewal", "Follow up on offer", "Kick-off", "Annual review", "Pilot", "Migration",
        "Support contract", "Onboarding",
    ]
    static let products = ["Valve", "Sensor", "License", "Bracket", "Service hour", "Cable 3 m"]

    /// Text that breaks careless code.
    static let nasty = [
        "O'Brien; DROP TABLE leads;--", "\"quoted\" \\ back\\slash", "tab\tand\nnew line\r\n",
        "👩‍👩‍👧‍👦 family 🏳️‍🌈", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u{1F9FF}", "e\u{301} against é", "مرحبا \u{202E}abc", " padded ",
        "\u{2028}line\u{2029}separators", "\u{1}control\u{1F}", "null", "-None-", "0012",
        "", "ﬀ ß İ ı", "{{x}} %s ${y} <b>&amp;</b>", "\u{FEFF}mark", "1e400",
    ]
    /// Amounts that binary floating point cannot hold, or prints in another way.
    static let money = [
        "0.10", "1234567890123.45", "99999999999999.99", "-0.01", "0", "1.0E7", "33.333",
        "123456789012345.67", "1000000", "0.30",
    ]

    static func ascii(_ name: String) -> String {
        String(name.lowercased().unicodeScalars.filter { $0.isASCII }.map(Character.init))
    }
}
