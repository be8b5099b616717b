import Foundation

/// What libFuzzer calls. Its main is the program's; which target it feeds is told by the environment, since its command
/// line is its own, and the processes that it starts by itself get the same.
///
/// - `ZPULL_FUZZ_TARGET=NAME`: the target. Without it, the program prints the names of all and ends.
/// - `ZPULL_FUZZ_SEEDS=FOLDER`: write the target's seeds to FOLDER and its words to FOLDER.dict, and end.
@c(LLVMFuzzerInitialize)
func initialize(
    _ count: UnsafeMutablePointer<CInt>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
    let environment = ProcessInfo.processInfo.environment
    guard environment["ZPULL_FUZZ_TARGET"] != nil else {
        for target in FuzzTarget.all { print(target.name) }
        exit(0)
    }
    if let folder = environment["ZPULL_FUZZ_SEEDS"] {
        do {
            try chosen.writeSeeds(to: URL(filePath: folder))
        } catch {
            fatalError("the seeds of \(chosen.name): \(error)")
        }
        exit(0)
    }
    return 0
}

@c(LLVMFuzzerTestOneInput)
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private let chosen: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["ZPULL_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.named(name) else { fatalError("there is no target “\(name)”") }
    return target
}()
