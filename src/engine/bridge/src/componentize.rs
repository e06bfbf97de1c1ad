//! Core modules become components; components stay as they are.

use crate::error::{Failure, Kind};
use std::borrow::Cow;
use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME as PREVIEW1,
    WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER as COMMAND,
    WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER as REACTOR,
};
use wasmparser::{Parser, Payload};
use wit_component::ComponentEncoder;

pub fn componentize(wasm: &[u8]) -> Result<Cow<'_, [u8]>, Failure> {
    if Parser::is_component(wasm) {
        return Ok(Cow::Borrowed(wasm));
    }
    if !Parser::is_core_wasm(wasm) {
        return Err(Failure::new(Kind::Invalid, "not a WebAssembly component or module"));
    }
    encode(wasm).map(Cow::Owned).map_err(|error| {
        Failure::new(Kind::Invalid, format!("core module cannot become a component: {error:#}"))
    })
}

/// The adapter gives a module of WASI preview 1 what it imports, from WASI 0.2.
fn encode(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    let adapter = if exports(module, "_start")? { COMMAND } else { REACTOR };
    ComponentEncoder::default().module(module)?.adapter(PREVIEW1, adapter)?.encode()
}

/// Whether this is a core module that needs no more than WASI preview 1 to be run as a command. It
/// is run as it is: the adapter grows the memory for itself, which guests that count on theirs
/// being in one piece, such as Go's, do not survive.
pub fn is_preview1_command(wasm: &[u8]) -> bool {
    Parser::is_core_wasm(wasm)
        && matches!(exports(wasm, "_start"), Ok(true))
        && matches!(imports_only(wasm, PREVIEW1), Ok(true))
}

fn imports_only(module: &[u8], from: &str) -> anyhow::Result<bool> {
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(section) = payload? {
            for import in section.into_imports() {
                if import?.module != from {
                    return Ok(false);
                }
            }
        }
    }
    Ok(true)
}

fn exports(module: &[u8], name: &str) -> anyhow::Result<bool> {
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ExportSection(section) = payload? {
            for export in section {
                if export?.name == name {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}
