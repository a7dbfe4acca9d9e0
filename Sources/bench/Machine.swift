import Glibc

/// Where it was measured: figures of different machines cannot be compared.
struct Machine {
    let cores: Int
    let model: String
    let memoryMiB: Int

    static var current: Machine {
        let model = readText("/proc/cpuinfo")?.split(separator: "\n")
            .first { $0.hasPrefix("model name") }?
            .split(separator: ":").last?.drop { $0 == " " }
        let memory = readText("/proc/meminfo")?.split(separator: "\n")
            .first { $0.hasPrefix("MemTotal") }.flatMap { Int($0.filter(\.isNumber)) }
        return Machine(
            cores: sysconf(Int32(_SC_NPROCESSORS_ONLN)), model: model.map(String.init) ?? "unknown",
            memoryMiB: (memory ?? 0) / 1024)
    }

    var line: String { "\(cores) cores, \(model), \(grouped(memoryMiB)) MiB of memory" }
}
