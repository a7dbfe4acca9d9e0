/// `GET /org` ("Organization Details").
enum Organization {
    static func reply(_ state: SimulatorState) -> Reply {
        .json([
            "org": [
                [
                    "id": "4876876000000225001", "zgid": "10234695",
                    "company_name": "Example Trading GmbH", "alias": .null,
                    "time_zone": .string(state.encoder.zone.identifier), "iso_code": "EUR",
                    "currency": "Euro - EUR", "currency_symbol": "€", "currency_locale": "de_DE",
                    "mc_status": false, "country_code": "DE", "country": "Germany",
                    "city": "Berlin", "zip": "10115", "type": "production",
                    "domain_name": "org10234695", "primary_email": "office@example.test",
                    "license_details": [
                        "paid": true, "paid_type": "enterprise",
                        "paid_expiry": "2027-12-31T00:00:00+01:00", "trial_type": .null,
                        "trial_expiry": .null, "trial_action": .null,
                        "users_license_purchased": 12,
                    ],
                ]
            ]
        ])
    }
}
