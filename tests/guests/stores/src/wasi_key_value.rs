//! wasi:keyvalue: store, atomics and batch.

use crate::bindings::wasi::keyvalue::{atomics, batch, store};
use crate::call::Call;
use crate::{Answer, shown, text_of};

pub fn answer(call: &Call) -> Answer {
    let bucket = store::open(&call.text("store")).map_err(shown)?;
    let (key, value) = (call.text("key"), call.text("value"));
    match call.text("do").as_str() {
        "get" => bucket
            .get(&key)
            .map(|value| value.map_or("none".into(), text_of)),
        "set" => bucket.set(&key, value.as_bytes()).map(|()| "set".into()),
        "delete" => bucket.delete(&key).map(|()| "deleted".into()),
        "exists" => bucket.exists(&key).map(|found| found.to_string()),
        "keys" => all_keys(&bucket),
        "increment" => {
            let delta = call.text("by").parse().unwrap_or(1);
            atomics::increment(&bucket, &key, delta).map(|sum| sum.to_string())
        }
        "swap" => return swap(call, &bucket),
        "get-many" => batch::get_many(&bucket, &keys_of(call)).map(|pairs| {
            let line = |(key, value): (String, Option<Vec<u8>>)| {
                format!("{key}={}\n", value.map_or("none".into(), text_of))
            };
            pairs.into_iter().map(line).collect()
        }),
        "set-many" => {
            let pairs: Vec<_> = keys_of(call)
                .into_iter()
                .map(|key| (key, value.clone().into_bytes()))
                .collect();
            batch::set_many(&bucket, &pairs).map(|()| "set".into())
        }
        "delete-many" => batch::delete_many(&bucket, &keys_of(call)).map(|()| "deleted".into()),
        other => return Err(format!("no operation {other}")),
    }
    .map_err(shown)
}

fn keys_of(call: &Call) -> Vec<String> {
    call.text("keys").split(',').map(str::to_owned).collect()
}

/// The pages, one a line of as many words as the page has keys: "1000 1000 17".
fn all_keys(bucket: &store::Bucket) -> Result<String, store::Error> {
    let (mut cursor, mut sizes) = (None, Vec::new());
    loop {
        let page = bucket.list_keys(cursor.as_deref())?;
        sizes.push(page.keys.len().to_string());
        cursor = page.cursor;
        if cursor.is_none() {
            return Ok(sizes.join(" "));
        }
    }
}

/// Looks at the value, sets ?meanwhile= when there is such, and swaps; a swap that fails is tried
/// once more.
fn swap(call: &Call, bucket: &store::Bucket) -> Answer {
    let (key, value) = (call.text("key"), call.text("value"));
    let cas = atomics::Cas::new(bucket, &key).map_err(shown)?;
    let meanwhile = call.text("meanwhile");
    if !meanwhile.is_empty() {
        bucket.set(&key, meanwhile.as_bytes()).map_err(shown)?;
    }
    match atomics::swap(cas, value.as_bytes()) {
        Ok(()) => Ok("swapped".into()),
        Err(atomics::CasError::StoreError(error)) => Err(shown(error)),
        Err(atomics::CasError::CasFailed(newer)) => {
            let seen = newer
                .current()
                .map_err(shown)?
                .map_or("none".into(), text_of);
            atomics::swap(newer, value.as_bytes()).map_err(shown)?;
            Ok(format!("swapped after {seen}"))
        }
    }
}
