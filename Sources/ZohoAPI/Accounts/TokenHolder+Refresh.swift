import SyncCore

/// One refresh, from the request to what is told of it.
extension TokenHolder {
    /// Asks for a token and notes what comes of it. False if the request was cancelled.
    func refresh() async -> Bool {
        isRefreshing = true
        defer {
            isRefreshing = false
            turnstile.open()
        }
        let begun = now()
        let asked = generation
        let (shown, server, home) = (credentials, accountsServer, fingerprint)
        book.begin(at: begun)
        // Before the request: a crash right after it must not make it forgotten.
        save()
        let answer: TokenAnswer
        var isOvertaken = false
        do throws(HTTPFailure) {
            let reply = TokenReply(
                try await sendToTheEnd(.refresh(shown, accountsServer: server)))
            isOvertaken = !take(reply.refreshToken, inPlaceOf: shown, from: server, of: home)
            answer = reply.answer
        } catch {
            guard error.kind != .cancelled else { return false }
            answer =
                error.kind == .unreachable
                ? .unreachable(error.message) : .unavailable(error.message)
        }
        // An answer to credentials that have been replaced meanwhile says nothing about the new.
        guard asked == generation else {
            if isOvertaken { await tellOvertaken() }
            await storeReplacement()
            return true
        }
        let outcome = book.take(
            answer, apiDomain: apiDomain, accountsServer: accountsServer,
            at: now() < begun ? now() : begun, random: random())
        // These credentials are good, so it was no mistake to leave the others.
        if case .refreshed = outcome { others = OtherReplacements() }
        save()
        if case .refused(let error) = answer, TokenAnswer.isClientUnknown(error) {
            unknownClient = error
            // Who waits for the token does not wait for that: it is refused in any case.
            turnstile.open()
            await search(news: outcome)
            return true
        }
        tell(outcome)
        await storeReplacement()
        // The configured refresh token is good, whatever an older cache holds.
        if case .refreshed = outcome, replacement == nil, asked == generation {
            cache.dropAside()
        }
        return true
    }

    /// Sends a request whose answer may bring a refresh token, and end the one it was sent with: a
    /// caller who leaves must not take it along. A stop does not wait for long, though.
    private func sendToTheEnd(
        _ request: HTTPRequest
    ) async throws(HTTPFailure) -> HTTPResponse {
        let exchange = Task { [http] () -> Result<HTTPResponse, HTTPFailure> in
            do throws(HTTPFailure) {
                return .success(try await http.send(request))
            } catch {
                return .failure(error)
            }
        }
        let patience = patience
        return try await withTaskCancellationHandler {
            await exchange.value
        } onCancel: {
            Task {
                try? await Task.sleep(for: patience)
                exchange.cancel()
            }
        }.get()
    }

    func tell(_ outcome: TokenBook.Outcome) {
        switch outcome {
        case .refreshed(let token):
            refreshes += 1
            sink.emit(
                Event(
                    .tokenRefreshed, isTokenNews ? .info : .debug,
                    "got an access token, good until \(token.expiresAt)"))
            isTokenNews = false
        case .failed(let failure, let isNews):
            isTokenNews = true
            failures += 1
            let code = [(field: Event.Field.errorCode, value: failure.code.rawValue)]
            if failure.disposition != .reauthorize {
                sink.emit(Event(.tokenRefreshFailed, .warning, failure.description, code))
            } else if isNews {
                sink.emit(Event(.reauthorizationRequired, .error, failure.description, code))
            }
        }
    }

    func save() {
        do {
            try cache.save(
                TokenCache.Content(
                    fingerprint: fingerprint, token: book.token, limiter: book.limiter,
                    replacement: replacement, others: others, findings: findings))
            hasCacheFault = false
        } catch {
            // Once: the token works without the cache, only restarts cost more.
            if !hasCacheFault {
                sink.emit(
                    Event(
                        .notice, .warning,
                        "cannot keep the access token: \(error) (mend that: until then each "
                            + "restart costs a new token)"))
            }
            hasCacheFault = true
        }
    }
}
