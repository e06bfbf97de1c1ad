//! The interfaces beside WASI that a linker can have. One gets those that its component imports, so
//! that the others pay nothing for them.

use crate::bindings::concurrent::spin as concurrent;
use crate::bindings::{fermyon, spin, wasi};
use crate::config::Tasks;
use crate::spin_http;
use crate::state::State;
use crate::stores::Viewed;
use wasmtime::component::{Component, Linker};

struct Provided {
    name: &'static str,
    version: &'static str,
    tasks: Tasks, // many: its functions are asynchronous
    add: fn(&mut Linker<State>) -> wasmtime::Result<()>,
}

macro_rules! provided {
    ($name:literal, $version:literal, $tasks:ident, $($interface:ident)::+) => {
        Provided {
            name: $name,
            version: $version,
            tasks: Tasks::$tasks,
            add: |linker| $($interface)::+::add_to_linker::<_, Viewed>(linker, State::stores),
        }
    };
}

static PROVIDED: [Provided; 15] = [
    Provided {
        name: "fermyon:spin/http",
        version: "",
        tasks: Tasks::One,
        add: spin_http::add_to_linker,
    },
    provided!("fermyon:spin/key-value", "", One, fermyon::spin::key_value),
    provided!("fermyon:spin/key-value", "2.0.0", One, fermyon::spin2_0_0::key_value),
    provided!("spin:key-value/key-value", "3.0.0", Many, concurrent::key_value::key_value),
    provided!("wasi:keyvalue/store", "0.2.0-draft2", One, wasi::keyvalue::store),
    provided!("wasi:keyvalue/atomics", "0.2.0-draft2", One, wasi::keyvalue::atomics),
    provided!("wasi:keyvalue/batch", "0.2.0-draft2", One, wasi::keyvalue::batch),
    provided!("fermyon:spin/sqlite", "", One, fermyon::spin::sqlite),
    provided!("fermyon:spin/sqlite", "2.0.0", One, fermyon::spin2_0_0::sqlite),
    provided!("spin:sqlite/sqlite", "3.0.0", One, spin::sqlite3_0_0::sqlite),
    provided!("spin:sqlite/sqlite", "3.1.0", Many, concurrent::sqlite3_1_0::sqlite),
    provided!("fermyon:spin/config", "", One, fermyon::spin::config),
    provided!("fermyon:spin/variables", "2.0.0", One, fermyon::spin2_0_0::variables),
    provided!("spin:variables/variables", "3.0.0", Many, concurrent::variables::variables),
    provided!("wasi:config/store", "0.2.0-draft-2024-09-27", One, wasi::config::store),
];

/// What an import of this name, "ns:package/interface@1.0.0", is satisfied by, if anything: by that
/// very version, or else by one that semver calls compatible.
fn find(import: &str, tasks: Tasks) -> Option<&'static Provided> {
    let (name, version) = import.split_once('@').unwrap_or((import, ""));
    let known = || {
        let fits =
            move |p: &&Provided| p.name == name && (p.tasks == Tasks::One || p.tasks == tasks);
        PROVIDED.iter().filter(fits)
    };
    known().find(|p| p.version == version).or_else(|| {
        known().find(|p| major(p.version).is_some() && major(p.version) == major(version))
    })
}

/// Of a version that is stable: "3" of "3.1.0".
fn major(version: &str) -> Option<&str> {
    let (major, rest) = version.split_once('.')?;
    (major != "0" && !rest.contains('-')).then_some(major)
}

/// Whether guests with such tasks can have an import of this name.
pub fn can_provide(import: &str, tasks: Tasks) -> bool {
    find(import, tasks).is_some()
}

/// Adds what the component imports.
pub fn provide(
    linker: &mut Linker<State>,
    component: &Component,
    tasks: Tasks,
) -> wasmtime::Result<()> {
    let engine = linker.engine().clone();
    let component = component.component_type();
    let mut added = Vec::<&Provided>::new();
    for provided in component.imports(&engine).filter_map(|(name, _)| find(name, tasks)) {
        if !added.iter().any(|known| std::ptr::eq(*known, provided)) {
            (provided.add)(linker)?;
            added.push(provided);
        }
    }
    Ok(())
}
