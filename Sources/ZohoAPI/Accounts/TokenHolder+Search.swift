import SyncCore

/// The search for the data centre of a client that the configured one does not know.
extension TokenHolder {
    /// Asks those data centres that have not said yet whether they know the client, one after the
    /// other, and waits for the end of it. A caller who leaves stops waiting, not the search.
    /// - Parameter news: What is told when it is over.
    func search(news: TokenBook.Outcome? = nil) async {
        guard let error = unknownClient, !isSearching else { return }
        isSearching = true
        let asked = generation
        Task {
            await askAround(error, asked)
            // New credentials have their own refusals and their own search.
            guard asked == generation else { return }
            isSearching = false
            if case .failed(let failure, let isNews)? = news {
                tell(.failed(book.refusal ?? failure, isNews: isNews))
            }
            searchEnd.open()
        }
        await searchEnd.wait()
    }

    /// - Parameter asked: Whose search it is: new credentials may have come before it begins.
    private func askAround(_ error: String, _ asked: Int) async {
        guard asked == generation else { return }
        var search = DataCenterSearch(dataCenters, refusing: accountsServer, findings: findings)
        while let place = search.next {
            let finding = await http.asksForClient(configured.clientID, at: place)
            guard asked == generation, let finding else { return }
            search.note(finding, of: place)
            findings = search.lasting
            save()
        }
        book.explain(
            TokenFailure.refused(error, accountsServer: accountsServer, search: search))
    }
}
