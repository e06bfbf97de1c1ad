//! The interfaces of `../wit`, as traits to implement.

wasmtime::component::bindgen!({
    path: "wit",
    world: "stores",
    imports: { default: async | trappable },
    with: {
        "fermyon:spin/key-value@2.0.0.store": crate::key_value::Store,
        "fermyon:spin/sqlite@2.0.0.connection": crate::sqlite::Connection,
        "spin:sqlite/sqlite@3.0.0.connection": crate::sqlite::Connection,
        "wasi:keyvalue/store.bucket": crate::key_value::Store,
        "wasi:keyvalue/atomics.cas": crate::wasi_key_value::Cas,
    },
    trappable_error_type: {
        "fermyon:spin/key-value.error" => crate::stores::Fault,
        "fermyon:spin/key-value@2.0.0.error" => crate::stores::Fault,
        "fermyon:spin/sqlite.error" => crate::stores::Fault,
        "fermyon:spin/sqlite@2.0.0.error" => crate::stores::Fault,
        "spin:sqlite/sqlite@3.0.0.error" => crate::stores::Fault,
        "wasi:keyvalue/store.error" => crate::stores::Fault,
    },
});

/// Those that guests of WASI 0.3 have in addition.
pub mod concurrent {
    wasmtime::component::bindgen!({
        path: "wit",
        world: "concurrent",
        imports: { default: async | trappable },
        with: {
            "spin:key-value/key-value.store": crate::key_value::Store,
            "spin:sqlite/sqlite@3.1.0.connection": crate::sqlite::Connection,
        },
        trappable_error_type: {
            "spin:key-value/key-value.error" => crate::stores::Fault,
            "spin:sqlite/sqlite@3.1.0.error" => crate::stores::Fault,
        },
    });
}
