//! Header and trailer fields across the border.

use crate::error::{Failure, Kind};
use crate::ffi::{Field, Slice, VisitField, array};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue};
use std::ffi::c_void;

/// # Safety
/// `fields` must point to `count` fields.
pub unsafe fn take(fields: *const Field, count: usize) -> Result<HeaderMap, Failure> {
    let fields = unsafe { array(fields, count) };
    let mut values = unsafe { joined_values(fields) };
    let mut map = HeaderMap::with_capacity(count);
    for field in fields {
        let value = values.split_to(unsafe { field.value.bytes() }.len());
        append(&mut map, unsafe { field.name.bytes() }, value)?;
    }
    Ok(map)
}

/// All values in one piece of memory, which the values of the map share.
unsafe fn joined_values(fields: &[Field]) -> Bytes {
    let size = fields.iter().map(|field| unsafe { field.value.bytes() }.len()).sum();
    let mut values = BytesMut::with_capacity(size);
    for field in fields {
        values.extend_from_slice(unsafe { field.value.bytes() });
    }
    values.freeze()
}

pub fn add(map: &mut HeaderMap, name: &[u8], value: &[u8]) -> Result<(), Failure> {
    append(map, name, Bytes::copy_from_slice(value))
}

fn append(map: &mut HeaderMap, name: &[u8], value: Bytes) -> Result<(), Failure> {
    let name = name_of(name).ok_or_else(|| invalid("field name", name))?;
    let value =
        HeaderValue::from_maybe_shared(value).map_err(|_| invalid("value of", name.as_ref()))?;
    // Errs only above 32,768 fields; servers stop long before.
    map.try_append(name, value)
        .map(|_| ())
        .map_err(|_| Failure::new(Kind::Limit, "too many fields"))
}

/// What every request carries is told from the crate's standard names, so that it takes no memory
/// either.
fn name_of(name: &[u8]) -> Option<HeaderName> {
    const EVERYWHERE: [&str; 7] = [
        "spin-path-info",
        "spin-full-url",
        "spin-matched-route",
        "spin-base-path",
        "spin-raw-component-route",
        "spin-component-route",
        "spin-client-addr",
    ];
    match EVERYWHERE.iter().find(|known| known.as_bytes() == name) {
        Some(known) => Some(HeaderName::from_static(known)),
        None => HeaderName::from_bytes(name).ok(),
    }
}

fn invalid(what: &str, name: &[u8]) -> Failure {
    let name = String::from_utf8_lossy(name);
    Failure::new(Kind::Invalid, format!("{what} `{}` is not allowed", name.escape_debug()))
}

pub fn give(map: &HeaderMap, visitor: *mut c_void, visit: VisitField) {
    for (name, value) in map {
        visit(visitor, Slice::of(name.as_str().as_bytes()), Slice::of(value.as_bytes()));
    }
}

/// The fields as a C array that borrows them.
pub fn list(map: &HeaderMap) -> Vec<Field> {
    map.iter()
        .map(|(name, value)| Field {
            name: Slice::of(name.as_str().as_bytes()),
            value: Slice::of(value.as_bytes()),
        })
        .collect()
}
