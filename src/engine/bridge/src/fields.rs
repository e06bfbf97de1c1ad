//! Header and trailer fields across the border.

use crate::error::{Failure, Kind};
use crate::ffi::{Field, Slice, VisitField, array};
use http::{HeaderMap, HeaderName, HeaderValue};
use std::ffi::c_void;

/// # Safety
/// `fields` must point to `count` fields.
pub unsafe fn take(fields: *const Field, count: usize) -> Result<HeaderMap, Failure> {
    let mut map = HeaderMap::with_capacity(count);
    for field in unsafe { array(fields, count) } {
        add(&mut map, unsafe { field.name.bytes() }, unsafe { field.value.bytes() })?;
    }
    Ok(map)
}

pub fn add(map: &mut HeaderMap, name: &[u8], value: &[u8]) -> Result<(), Failure> {
    let name = HeaderName::from_bytes(name).map_err(|_| invalid("field name", name))?;
    let value = HeaderValue::from_bytes(value).map_err(|_| invalid("value of", name.as_ref()))?;
    // Errs only above 32,768 fields; servers stop long before.
    map.try_append(name, value)
        .map(|_| ())
        .map_err(|_| Failure::new(Kind::Limit, "too many fields"))
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
