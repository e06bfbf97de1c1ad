//! The release candidates of WASI that apps were built against: two of 0.2, and one of 0.3.
//!
//! Those of 0.2 differ from it in few functions, and that of 0.3 in none. So the interfaces of the
//! releases serve them too: `adopt` gives their imports a version that links with the release, and
//! `amend` adds to a linker what has changed since. An amended linker still serves 0.2, which a
//! component may import beside a candidate, but for the functions that have the same name and
//! another type.

mod clocks;
mod filesystem;
mod http;
mod io;
mod sockets;
pub mod udp;

use crate::error::Failure;
use crate::names::Names;
use crate::state::State;
use std::borrow::Cow;
use wasmtime::component::{Component, Linker, LinkerInstance};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Candidate {
    October,  // 2023-10-18
    November, // 2023-11-10
    March,    // of 0.3, 2026-03-15
}

impl Candidate {
    pub const ALL: [Candidate; 3] = [Candidate::October, Candidate::November, Candidate::March];

    /// As names of interfaces have it, after the `@`.
    pub fn version(self) -> &'static str {
        match self {
            Candidate::October => "0.2.0-rc-2023-10-18",
            Candidate::November => "0.2.0-rc-2023-11-10",
            Candidate::March => "0.3.0-rc-2026-03-15",
        }
    }

    /// What it became.
    pub fn release(self) -> &'static str {
        match self {
            Candidate::October | Candidate::November => "0.2.0",
            Candidate::March => "0.3.0",
        }
    }

    /// The version that `adopt` makes of it: to semver, a build of the release.
    fn adopted(self) -> String {
        self.version().replacen('-', "+", 1)
    }

    pub fn of_version(version: &str) -> Option<Candidate> {
        Candidate::ALL.into_iter().find(|candidate| candidate.version() == version)
    }

    /// Whether it has the interface beside those of the release.
    pub fn adds(self, interface: &str) -> bool {
        self == Candidate::October && interface == "wasi:clocks/timezone"
    }
}

/// Renames what the component imports and exports of candidates. The names keep their length, so
/// nothing else moves.
pub fn adopt(component: &mut Cow<'_, [u8]>) -> Result<(), Failure> {
    let names = Names::of(component)?;
    let names = names.imports.iter().chain(&names.exports);
    let places: Vec<usize> = names.filter_map(|name| place(component, name)).collect();
    for at in places {
        component.to_mut()[at] = b'+';
    }
    Ok(())
}

/// Where the first `-` of the version stands in the name, if that is of a candidate.
fn place(component: &[u8], name: &str) -> Option<usize> {
    let (interface, version) = name.split_once('@')?;
    let candidate = Candidate::of_version(version)?;
    let start = name.as_ptr() as usize - component.as_ptr() as usize;
    Some(start + interface.len() + "@".len() + candidate.release().len())
}

/// Adds what the component needs of the candidates that it imports.
pub fn amend(linker: &mut Linker<State>, component: &Component) -> wasmtime::Result<()> {
    let ty = component.component_type();
    linker.allow_shadowing(true);
    for candidate in Candidate::ALL {
        if !ty.imports(component.engine()).any(|(name, _)| name.ends_with(&candidate.adopted())) {
            continue;
        }
        match candidate {
            Candidate::October => amend_october(linker)?,
            Candidate::November => amend_november(linker)?,
            Candidate::March => {}
        }
    }
    Ok(())
}

fn amend_october(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    io::amend(linker)?;
    clocks::amend(linker)?;
    filesystem::amend(linker)?;
    sockets::amend_october(linker)?;
    udp::amend(linker)?;
    http::amend_october(linker)
}

fn amend_november(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    sockets::amend_november(linker)?;
    http::amend_november(linker)
}

/// The interface as wasmtime-wasi has put it into the linker.
fn reopen<'a>(
    linker: &'a mut Linker<State>,
    interface: &str,
) -> wasmtime::Result<LinkerInstance<'a, State>> {
    linker.instance(&format!("{interface}@0.2.12"))
}

/// A result of wasmtime-wasi as the guest gets it: traps apart from what the guest is told.
fn told<T, E, C>(
    result: Result<T, E>,
    code: impl FnOnce(E) -> wasmtime::Result<C>,
) -> wasmtime::Result<Result<T, C>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(error) => code(error).map(Err),
    }
}
