import SyncCore

/// What cannot be opened, and is kept for a daemon with the right key.
extension TokenCache {
    /// The places for it beside the cache.
    struct Aside {
        /// The first of them. It stays, as it is from when all was well.
        let first: PrivateFile
        /// The last one that came when there was a first one already.
        let last: PrivateFile
        /// What had not taken the cache's place yet when the daemon or the machine was stopped.
        let unfinished: PrivateFile

        init(_ file: PrivateFile) {
            first = PrivateFile(path: file.path + ".unreadable")
            last = PrivateFile(path: first.path + ".last")
            unfinished = PrivateFile(path: first.besidePath)
        }

        /// All of them; of two that are equally new, the one before is meant.
        var all: [PrivateFile] { [unfinished, first, last] }

        /// Where the next one goes.
        var free: PrivateFile { first.isMissing ? first : last }
    }

    /// One of them that can be opened.
    struct Found {
        let place: PrivateFile
        var content: Content
        let isCurrent: Bool

        /// When Zoho was last asked with it, or before.
        fileprivate var moment: Int64 {
            content.limiter.attempts.last?.seconds ?? content.token?.obtainedAt.seconds ?? .min
        }
    }

    /// The newest that can be opened.
    func find() -> Found? {
        guard let aside else { return nil }
        return aside.all.reduce(nil) { (best: Found?, place) in
            guard let opened = try? open(place) else { return best }
            let found = Found(
                place: place, content: opened.content, isCurrent: opened.isCurrent)
            guard let best, best.moment >= found.moment else { return found }
            return best
        }
    }

    /// A daemon that could not open the cache and was refused has left one that says nothing, and that
    /// the right key may open as well: then what was put aside counts.
    func takeBack(inPlaceOf left: Content) -> (content: Content?, notice: String?)? {
        guard left.token == nil, left.replacement == nil, var found = find(),
            found.content.replacement != nil, found.content.fingerprint == left.fingerprint
        else { return nil }
        // Zoho counts all requests.
        found.content.limiter = left.limiter
        do {
            try save(found.content)
        } catch {
            return (found.content, "cannot put \(found.place.path) back to its place: \(error)")
        }
        found.place.remove()
        return (found.content, isBack)
    }

    /// Puts one back to the cache's place, and aside what is there, which cannot be opened.
    func takeBack(_ found: Found) -> String? {
        guard let file, let aside else { return nil }
        do {
            let free = aside.free
            if free.path == found.place.path {
                try file.exchange(with: free)
            } else {
                if !file.isMissing { try file.move(to: free) }
                try found.place.move(to: file)
            }
        } catch {
            return "cannot put \(found.place.path) back to its place: \(error)"
        }
        return (found.isCurrent ? nil : sealAnew(found.content)) ?? isBack
    }

    private var isBack: String {
        "the access token that was put aside can be opened again, and is back in "
            + (file?.path ?? "")
    }

    /// Makes room for a new cache.
    func putAside(because fault: String) -> String {
        guard let file, let aside else { return fault }
        let place = aside.free
        let outcome: String
        do {
            try file.move(to: place)
            let earlier =
                place.path == aside.first.path
                ? "" : ", beside \(aside.first.path), an earlier one"
            outcome =
                "it is kept as \(place.path)\(earlier), as it may hold the only good refresh token, "
                + "and is used again once it can be opened"
        } catch {
            outcome = "\(error)"
        }
        return
            "cannot use the kept access token in \(file.path): \(fault) (a new one is asked for; "
            + "\(outcome))"
    }

    /// What was being written cannot be opened: it may have been cut off, or be whole and newer than
    /// the cache itself. What is told of it; nil where there is nothing of the kind.
    func putUnfinishedAside() -> String? {
        guard let file, let aside else { return nil }
        let written = PrivateFile(path: file.besidePath)
        do {
            _ = try open(written)
            return nil
        } catch {
            let fault = "cannot use what was last written to \(written.path): \(error)"
            // The earlier one stays.
            guard aside.unfinished.isMissing else { return fault }
            do throws(PrivateFile.Failure) {
                try written.move(to: aside.unfinished)
            } catch {
                return "\(fault) (\(error))"
            }
            return "\(fault) (it is kept as \(aside.unfinished.path), as it may be whole, and is "
                + "used again once it can be opened)"
        }
    }
}
