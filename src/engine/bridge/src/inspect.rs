//! What a component offers and asks for, read from its type.

use crate::componentize::componentize;
use crate::error::{Error, Failure, Kind, give};
use crate::ffi::{Buffer, Slice};
use wasmparser::component_types::{ComponentAnyTypeId, ComponentEntityType};
use wasmparser::{ComponentTypeRef, Parser, Payload, Validator, WasmFeatures};

/// `bridge_handler`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handler {
    WasiHttp02,
    WasiHttp03,
    WasiHttpRc,
    SpinInbound,
    Wagi,
    None,
}

/// The interfaces of WASI 0.2 that every linker gives (see `pool.rs`), at any 0.2.x.
const GIVEN: [&str; 29] = [
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stderr",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stderr",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:clocks/monotonic-clock",
    "wasi:clocks/wall-clock",
    "wasi:filesystem/preopens",
    "wasi:filesystem/types",
    "wasi:http/outgoing-handler",
    "wasi:http/types",
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:random/insecure",
    "wasi:random/insecure-seed",
    "wasi:random/random",
    "wasi:sockets/instance-network",
    "wasi:sockets/ip-name-lookup",
    "wasi:sockets/network",
    "wasi:sockets/tcp",
    "wasi:sockets/tcp-create-socket",
    "wasi:sockets/udp",
    "wasi:sockets/udp-create-socket",
];

pub struct Inspection {
    pub handler: Handler,
    pub unknown: Vec<String>,
}

pub fn inspect(wasm: &[u8]) -> Result<Inspection, Failure> {
    let component = componentize(wasm)?;
    read(&component).map_err(|error| Failure::new(Kind::Invalid, error.to_string()))
}

fn read(component: &[u8]) -> wasmparser::Result<Inspection> {
    let mut inspection = Inspection { handler: Handler::None, unknown: Vec::new() };
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload?;
        validator.payload(&payload)?;
        match payload {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 1 => {
                for import in section {
                    let import = import?;
                    if needs_host(&validator, import.ty) && !is_given(import.name.name) {
                        inspection.unknown.push(import.name.name.to_owned());
                    }
                }
            }
            Payload::ComponentExportSection(section) if depth == 1 => {
                for export in section {
                    let handler = handler_of(export?.name.name);
                    if rank(handler) < rank(inspection.handler) {
                        inspection.handler = handler;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(inspection)
}

/// A type, or an instance that holds nothing but types, needs nobody to give it.
fn needs_host(validator: &Validator, import: ComponentTypeRef) -> bool {
    match import {
        ComponentTypeRef::Type(_) => false,
        ComponentTypeRef::Instance(index) => {
            let types = validator.types(0).expect("inside a component");
            let ComponentAnyTypeId::Instance(id) = types.component_any_type_at(index) else {
                return true;
            };
            types[id].exports.values().any(|item| match item.ty {
                ComponentEntityType::Type { created, .. } => {
                    matches!(created, ComponentAnyTypeId::Resource(_))
                }
                _ => true,
            })
        }
        _ => true,
    }
}

fn is_given(name: &str) -> bool {
    let (interface, version) = split(name);
    GIVEN.contains(&interface) && is_0_2(version)
}

fn split(name: &str) -> (&str, &str) {
    name.split_once('@').unwrap_or((name, ""))
}

fn is_0_2(version: &str) -> bool {
    version.strip_prefix("0.2.").is_some_and(|patch| patch.parse::<u32>().is_ok())
}

fn handler_of(name: &str) -> Handler {
    match split(name) {
        ("wasi:http/incoming-handler", version) if is_0_2(version) => Handler::WasiHttp02,
        ("wasi:http/incoming-handler", _) => Handler::WasiHttpRc,
        ("wasi:http/handler", version) if version.starts_with("0.3") => Handler::WasiHttp03,
        ("fermyon:spin/inbound-http" | "inbound-http", _) => Handler::SpinInbound,
        ("wasi:cli/run", version) if is_0_2(version) => Handler::Wagi,
        _ => Handler::None,
    }
}

/// The best of several handlers counts.
fn rank(handler: Handler) -> u8 {
    match handler {
        Handler::WasiHttp02 => 0,
        Handler::WasiHttp03 => 1,
        Handler::WasiHttpRc => 2,
        Handler::SpinInbound => 3,
        Handler::Wagi => 4,
        Handler::None => 5,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_inspect(
    wasm: Slice,
    handler: *mut Handler,
    unknown_imports: *mut Buffer,
    error: *mut Error,
) -> bool {
    match inspect(unsafe { wasm.bytes() }) {
        Ok(inspection) => {
            unsafe {
                handler.write(inspection.handler);
                unknown_imports.write(inspection.unknown.join("\n").into());
            }
            true
        }
        Err(failure) => unsafe { give(error, failure, false) },
    }
}
