import Testing
import ZohoSimulator

struct TokenTests {
    @Test func refresh_AnswersTokenAndAPIDomain() async throws {
        try await withSimulator { simulator, client in
            let answer = client.refresh()
            #expect(answer.status == 200)
            #expect(answer.json["api_domain"] as? String == simulator.baseURL)
            #expect(answer.json["expires_in"] as? Int == 3_600)
            #expect(answer.json["refresh_token"] == nil)
            #expect(client.get("/crm/v8/org").status == 200)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func wrongCredentials_Are200WithError() async throws {
        try await withSimulator { simulator, client in
            let wrong = client.refresh("1000.wrong")
            #expect(wrong.status == 200)
            #expect(wrong.json["error"] as? String == "invalid_code")
            let secret = client.post(
                "grant_type=refresh_token&client_id=1000.EXAMPLECLIENTID&client_secret=x&refresh_token=y"
            )
            #expect(secret.json["error"] as? String == "invalid_client_secret")
            #expect(simulator.violations.isEmpty)
            // Trying again with what was refused for good helps nobody.
            _ = client.refresh("1000.wrong")
            #expect(simulator.violations.count == 1)
        }
    }

    @Test(arguments: [200, 400])
    func eleventhRefresh_IsThrottledUntilTenMinutesHavePassed(status: Int) async throws {
        try await withSimulator(.empty, { $0.switches.throttleStatus = status }) {
            simulator, client in
            for _ in 0..<9 { #expect(client.refresh().json["access_token"] != nil) }
            let throttled = client.refresh()
            #expect(throttled.status == status)
            #expect(throttled.json["error"] as? String == "Access Denied")
            #expect(simulator.violationTexts.count == 1)
            simulator.clock.advance(bySeconds: 601)
            #expect(client.refresh().json["access_token"] != nil)
        }
    }

    @Test func expiredToken_IsRefusedAndOnlyBeyondTheToleranceAViolation() async throws {
        try await withSimulator(.empty, { $0.deadTokenTolerance = 1 }) { simulator, client in
            simulator.clock.advance(bySeconds: 3_600)
            let refused = client.get("/crm/v8/org")
            #expect(refused.status == 401)
            #expect(refused.code == "INVALID_TOKEN")
            #expect(simulator.violations.isEmpty)
            _ = client.get("/crm/v8/org")
            #expect(simulator.violations.count == 1)
            client.refresh()
            #expect(client.get("/crm/v8/org").status == 200)
        }
    }

    @Test func oldestAccessToken_EndsAtTheCap() async throws {
        try await withSimulator(.empty, { $0.switches.liveTokenCap = 2 }) { _, client in
            let first = client.token
            client.refresh()
            #expect(client.get("/crm/v8/org", token: first).status == 200)
            client.refresh()
            #expect(client.get("/crm/v8/org", token: first).code == "INVALID_TOKEN")
            #expect(client.get("/crm/v8/org").status == 200)
        }
    }

    @Test func headerForms_AreChecked() async throws {
        try await withSimulator { simulator, client in
            let token = client.token ?? ""
            let bearer = client.send("GET", "/crm/v8/org", ["Authorization": "Bearer \(token)"])
            #expect(bearer.code == "AUTHENTICATION_FAILURE")
            #expect(client.send("GET", "/crm/v8/org", [:]).status == 401)
            #expect(simulator.violations.count == 2)
        }
    }

    @Test func secretsInTheQuery_AreViolations() async throws {
        try await withSimulator { simulator, client in
            let answer = client.post(
                "",
                to: "/oauth/v2/token?grant_type=refresh_token&client_id=1000.EXAMPLECLIENTID"
                    + "&client_secret=example-client-secret&refresh_token=1000.example.refresh")
            #expect(answer.json["access_token"] != nil)
            #expect(simulator.violations.count == 2)
            let seen =
                simulator.requests.map { "\($0)" }.joined()
                + simulator.violations.map { "\($0)" }.joined()
            #expect(!seen.contains("example-client-secret"))
            #expect(!seen.contains("1000.example.refresh"))
        }
    }

    @Test func grantCode_IsGoodOnce() async throws {
        try await withSimulator { simulator, client in
            let form =
                "grant_type=authorization_code&client_id=1000.EXAMPLECLIENTID"
                + "&client_secret=example-client-secret&code=\(simulator.issueGrantCode())"
            let granted = client.post(form)
            let refresh = granted.json["refresh_token"] as? String
            #expect(refresh != nil)
            #expect(client.post(form).json["error"] as? String == "invalid_code")
            #expect(client.refresh(refresh ?? "").json["access_token"] != nil)
        }
    }

    @Test func revokedRefreshToken_EndsItsAccessTokens() async throws {
        try await withSimulator { simulator, client in
            simulator.revokeRefreshToken()
            #expect(client.get("/crm/v8/org").code == "INVALID_TOKEN")
            #expect(client.refresh().json["error"] as? String == "invalid_code")
        }
    }

    @Test func aCodeBringsTheScopesItWasMadeWith() async throws {
        try await withSimulator { simulator, client in
            let code = simulator.issueGrantCode(scopes: ["ZohoBooks.settings.READ"])
            let granted = client.post(
                "grant_type=authorization_code&client_id=1000.EXAMPLECLIENTID"
                    + "&client_secret=example-client-secret&code=\(code)")
            #expect(granted.json["scope"] as? String == "ZohoBooks.settings.READ")
        }
    }

    @Test func aRotatedRefreshToken_EndsTheOneBefore() async throws {
        try await withSimulator(.empty, { $0.switches.rotatesRefreshTokens = true }) {
            simulator, client in
            // `withSimulator` has refreshed once already: the first token has been replaced.
            let first = client.token
            #expect(client.refresh().json["error"] as? String == "invalid_code")
            #expect(simulator.violations.count == 1)
            // Access tokens outlive it.
            #expect(client.get("/crm/v8/org", token: first).status == 200)
        }
    }

    @Test func aRotatedRefreshToken_IsGoodForItsGrace() async throws {
        try await withSimulator(
            .empty,
            {
                $0.switches.rotatesRefreshTokens = true
                $0.switches.replacedTokenGraceSeconds = 60
            }
        ) { simulator, client in
            let again = client.refresh()
            let next = again.json["refresh_token"] as? String ?? ""
            #expect(again.json["access_token"] != nil && !next.isEmpty)
            simulator.clock.advance(bySeconds: 61)
            #expect(simulator.violations.isEmpty)
            #expect(client.refresh(next).json["access_token"] != nil)
            #expect(client.refresh().json["error"] as? String == "invalid_code")
            #expect(simulator.violations.count == 1)
        }
    }
}
