import Glibc

/// libFuzzer's entry: one input for the target that the environment variable `FUZZ_TARGET` names.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    do {
        try chosenTarget.run(Array(UnsafeBufferPointer(start: data, count: size)))
    } catch {
        // libFuzzer keeps the input of a process that ends like this.
        fatalError("\(error)")
    }
    return 0
}

private let chosenTarget: FuzzTarget = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
        fatalError("FUZZ_TARGET has to be one of \(names)")
    }
    return target
}()
