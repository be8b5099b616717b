import CLinux

/// Snapshots by the hundred, from within this process: `zfs snapshot` for each would take longer than to pull them. A channel
/// program would make them all in one transaction group, and so no chain.
///
/// It calls libzfs_core, which comes with `zfs` and is the same everywhere that the lab runs.
struct ManySnapshots {
    private typealias Initialize = @convention(c) () -> Int32
    private typealias Allocate = @convention(c) (UnsafeMutablePointer<OpaquePointer?>, UInt32, Int32) -> Int32
    private typealias AddBoolean = @convention(c) (OpaquePointer?, UnsafePointer<CChar>) -> Int32
    private typealias Free = @convention(c) (OpaquePointer?) -> Void
    private typealias Take =
        @convention(c) (
            OpaquePointer?, OpaquePointer?, UnsafeMutablePointer<OpaquePointer?>
        ) -> Int32

    private let allocate: Allocate
    private let addBoolean: AddBoolean
    private let free: Free
    private let take: Take

    init() throws {
        let (pairs, core) = (try Self.open("libnvpair.so.3"), try Self.open("libzfs_core.so.3"))
        allocate = unsafeBitCast(try Self.symbol("nvlist_alloc", in: pairs), to: Allocate.self)
        addBoolean = unsafeBitCast(try Self.symbol("nvlist_add_boolean", in: pairs), to: AddBoolean.self)
        free = unsafeBitCast(try Self.symbol("nvlist_free", in: pairs), to: Free.self)
        take = unsafeBitCast(try Self.symbol("lzc_snapshot", in: core), to: Take.self)
        let initialize = unsafeBitCast(try Self.symbol("libzfs_core_init", in: core), to: Initialize.self)
        guard initialize() == 0 else { throw Unmet("libzfs_core_init failed") }
    }

    /// Takes one snapshot, in a transaction group of its own.
    func take(_ snapshot: String) throws {
        var (names, errors): (OpaquePointer?, OpaquePointer?) = (nil, nil)
        // 1: NV_UNIQUE_NAME.
        guard allocate(&names, 1, 0) == 0, addBoolean(names, snapshot) == 0 else { throw Unmet("nvlist_alloc failed") }
        let result = take(names, nil, &errors)
        for list in [names, errors] where list != nil { free(list) }
        guard result == 0 else { throw Unmet("lzc_snapshot of \(snapshot): error \(result)") }
    }

    private static func open(_ library: String) throws -> UnsafeMutableRawPointer {
        guard let handle = dlopen(library, RTLD_NOW) else { throw Unmet("\(library): \(String(cString: dlerror()))") }
        return handle
    }

    private static func symbol(
        _ name: String, in library: UnsafeMutableRawPointer
    ) throws -> UnsafeMutableRawPointer {
        guard let address = dlsym(library, name) else { throw Unmet("\(name): \(String(cString: dlerror()))") }
        return address
    }
}
