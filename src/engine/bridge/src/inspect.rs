//! What a component offers and asks for, read from its type.

use crate::candidate::Candidate;
use crate::componentize::componentize;
use crate::config::Tasks;
use crate::decline::can_decline;
use crate::error::{Error, Failure, Kind, give};
use crate::ffi::{Buffer, Slice};
use crate::provide::can_provide;
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
    Several,
}

impl Handler {
    pub fn tasks(self) -> Tasks {
        if self == Handler::WasiHttp03 { Tasks::Many } else { Tasks::One }
    }
}

/// `bridge_inspection`.
#[repr(C)]
pub struct CInspection {
    handler: Handler,
    exports: Buffer,
    unknown_imports: Buffer,
}

/// The interfaces of WASI 0.3 that linkers for it give as well.
const GIVEN_0_3: [&str; 21] = [
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
    "wasi:clocks/system-clock",
    "wasi:filesystem/preopens",
    "wasi:filesystem/types",
    "wasi:http/client",
    "wasi:http/types",
    "wasi:random/insecure",
    "wasi:random/insecure-seed",
    "wasi:random/random",
    "wasi:sockets/ip-name-lookup",
    "wasi:sockets/types",
];

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
    pub handlers: Vec<Handler>,
    pub exports: Vec<String>,
    pub unknown: Vec<String>,
}

impl Inspection {
    /// A command counts when there is nothing else to call.
    pub fn handler(&self) -> Handler {
        let mut handlers = self.handlers.clone();
        handlers.dedup();
        match handlers.as_slice() {
            [] => Handler::None,
            [handler] | [handler, Handler::Wagi] | [Handler::Wagi, handler] => *handler,
            _ => Handler::Several,
        }
    }
}

impl From<Inspection> for CInspection {
    fn from(inspection: Inspection) -> CInspection {
        CInspection {
            handler: inspection.handler(),
            exports: inspection.exports.join("\n").into(),
            unknown_imports: inspection.unknown.join("\n").into(),
        }
    }
}

pub fn inspect(wasm: &[u8]) -> Result<Inspection, Failure> {
    let component = componentize(wasm)?;
    read(&component).map_err(|error| Failure::new(Kind::Invalid, error.to_string()))
}

fn read(component: &[u8]) -> wasmparser::Result<Inspection> {
    let mut inspection =
        Inspection { handlers: Vec::new(), exports: Vec::new(), unknown: Vec::new() };
    let mut imports = Vec::new();
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
                    if needs_host(&validator, import.ty) {
                        imports.push(import.name.name.to_owned());
                    }
                }
            }
            Payload::ComponentExportSection(section) if depth == 1 => {
                for export in section {
                    let name = export?.name.name;
                    inspection.handlers.extend(handler_of(name));
                    inspection.exports.push(name.to_owned());
                }
            }
            _ => {}
        }
    }
    let tasks = inspection.handler().tasks();
    inspection.unknown = imports.into_iter().filter(|name| !is_given(name, tasks)).collect();
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

fn is_given(name: &str, tasks: Tasks) -> bool {
    let (interface, version) = split(name);
    let candidate = Candidate::of_version(version);
    if can_provide(name, tasks) || can_decline(name, tasks) {
        return true;
    }
    if candidate.is_some_and(|of| of.adds(interface)) {
        return true;
    }
    let release = candidate.map_or(version, |of| of.release());
    if is_0_3(release) {
        return tasks == Tasks::Many && GIVEN_0_3.contains(&interface);
    }
    is_0_2(release) && GIVEN.contains(&interface)
}

fn split(name: &str) -> (&str, &str) {
    name.split_once('@').unwrap_or((name, ""))
}

fn is_0_2(version: &str) -> bool {
    version.strip_prefix("0.2.").is_some_and(|patch| patch.parse::<u32>().is_ok())
}

fn is_0_3(version: &str) -> bool {
    version.strip_prefix("0.3.").is_some_and(|patch| patch.parse::<u32>().is_ok())
}

fn handler_of(name: &str) -> Option<Handler> {
    let (interface, version) = split(name);
    let candidate = Candidate::of_version(version);
    let release = candidate.map_or(version, |of| of.release());
    match interface {
        "wasi:http/incoming-handler" if is_0_2(release) => {
            Some(if candidate.is_some() { Handler::WasiHttpRc } else { Handler::WasiHttp02 })
        }
        "wasi:http/handler" if is_0_3(release) => Some(Handler::WasiHttp03),
        "fermyon:spin/inbound-http" | "inbound-http" => Some(Handler::SpinInbound),
        "wasi:cli/run" if is_0_2(version) => Some(Handler::Wagi),
        _ => None,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_inspect(
    wasm: Slice,
    inspection: *mut CInspection,
    error: *mut Error,
) -> bool {
    match inspect(unsafe { wasm.bytes() }) {
        Ok(found) => {
            unsafe { inspection.write(found.into()) };
            true
        }
        Err(failure) => unsafe { give(error, failure, false) },
    }
}
