//! The names of what a component imports and exports, its own and not those of components inside.

use crate::componentize::componentize;
use crate::error::{Error, Failure, Kind, give};
use crate::ffi::{Buffer, Slice};
use wasmparser::{Parser, Payload};

/// In the order of the binary, in which each name points.
#[derive(Default)]
pub struct Names<'a> {
    pub imports: Vec<&'a str>,
    pub exports: Vec<&'a str>,
}

impl Names<'_> {
    pub fn of(component: &[u8]) -> Result<Names<'_>, Failure> {
        read(component).map_err(|error| Failure::new(Kind::Invalid, error.to_string()))
    }
}

fn read(component: &[u8]) -> wasmparser::Result<Names<'_>> {
    let mut names = Names::default();
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(component) {
        match payload? {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 1 => {
                for import in section {
                    names.imports.push(import?.name.name);
                }
            }
            Payload::ComponentExportSection(section) if depth == 1 => {
                for export in section {
                    names.exports.push(export?.name.name);
                }
            }
            _ => {}
        }
    }
    Ok(names)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_list_imports(
    wasm: Slice,
    names: *mut Buffer,
    error: *mut Error,
) -> bool {
    let listed = componentize(unsafe { wasm.bytes() })
        .and_then(|component| Ok(Names::of(&component)?.imports.join("\n")));
    match listed {
        Ok(listed) => {
            unsafe { names.write(listed.into()) };
            true
        }
        Err(failure) => unsafe { give(error, failure, false) },
    }
}
