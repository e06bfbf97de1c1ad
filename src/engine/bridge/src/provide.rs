//! The interfaces beside WASI that a linker can have. One gets those that its component imports, so
//! that the others pay nothing for them.

use crate::bindings::{fermyon, spin, wasi};
use crate::state::State;
use crate::stores::Viewed;
use wasmtime::component::{Component, Linker};

struct Provided {
    name: &'static str,
    version: &'static str,
    add: fn(&mut Linker<State>) -> wasmtime::Result<()>,
}

macro_rules! provided {
    ($name:literal, $version:literal, $($interface:ident)::+) => {
        Provided {
            name: $name,
            version: $version,
            add: |linker| $($interface)::+::add_to_linker::<_, Viewed>(linker, State::stores),
        }
    };
}

const PROVIDED: [Provided; 11] = [
    provided!("fermyon:spin/key-value", "", fermyon::spin::key_value),
    provided!("fermyon:spin/key-value", "2.0.0", fermyon::spin2_0_0::key_value),
    provided!("wasi:keyvalue/store", "0.2.0-draft2", wasi::keyvalue::store),
    provided!("wasi:keyvalue/atomics", "0.2.0-draft2", wasi::keyvalue::atomics),
    provided!("wasi:keyvalue/batch", "0.2.0-draft2", wasi::keyvalue::batch),
    provided!("fermyon:spin/sqlite", "", fermyon::spin::sqlite),
    provided!("fermyon:spin/sqlite", "2.0.0", fermyon::spin2_0_0::sqlite),
    provided!("spin:sqlite/sqlite", "3.0.0", spin::sqlite::sqlite),
    provided!("fermyon:spin/config", "", fermyon::spin::config),
    provided!("fermyon:spin/variables", "2.0.0", fermyon::spin2_0_0::variables),
    provided!("wasi:config/store", "0.2.0-draft-2024-09-27", wasi::config::store),
];

impl Provided {
    fn satisfies(&self, import: &str) -> bool {
        let (name, version) = import.split_once('@').unwrap_or((import, ""));
        name == self.name && version == self.version
    }
}

/// Whether an import of this name, "ns:package/interface@1.0.0", can be had.
pub fn can_provide(import: &str) -> bool {
    PROVIDED.iter().any(|provided| provided.satisfies(import))
}

/// Adds what the component imports.
pub fn provide(linker: &mut Linker<State>, component: &Component) -> wasmtime::Result<()> {
    let engine = linker.engine().clone();
    let component = component.component_type();
    let imports: Vec<&str> = component.imports(&engine).map(|(name, _)| name).collect();
    for provided in &PROVIDED {
        if imports.iter().any(|import| provided.satisfies(import)) {
            (provided.add)(linker)?;
        }
    }
    Ok(())
}
