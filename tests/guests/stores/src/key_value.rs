//! fermyon:spin/key-value, in both of its generations.

use std::io::Write;
use std::time::Instant;

use crate::bindings::fermyon::spin::key_value as old;
use crate::bindings::fermyon::spin2_0_0::key_value::Store;
use crate::call::Call;
use crate::{Answer, shown, text_of};

pub fn answer(call: &Call) -> Answer {
    let store = Store::open(&call.text("store")).map_err(shown)?;
    let (key, value) = (call.text("key"), call.text("value"));
    match call.text("do").as_str() {
        "get" => store
            .get(&key)
            .map(|value| value.map_or("none".into(), text_of)),
        "set" => store.set(&key, value.as_bytes()).map(|()| "set".into()),
        "delete" => store.delete(&key).map(|()| "deleted".into()),
        "exists" => store.exists(&key).map(|found| found.to_string()),
        "keys" => store.get_keys().map(|keys| keys.join("\n")),
        "size" => store
            .get(&key)
            .map(|value| value.map_or(0, |bytes| bytes.len()).to_string()),
        "set-size" => {
            let value = vec![b'v'; call.number("bytes", 0) as usize];
            store.set(&key, &value).map(|()| "set".into())
        }
        "bench" => return bench(call, &store),
        other => return Err(format!("no operation {other}")),
    }
    .map_err(shown)
}

pub fn answer_old(call: &Call) -> Answer {
    let store = match call.text("handle").parse() {
        Ok(handle) => handle,
        Err(_) => old::open(&call.text("store")).map_err(shown)?,
    };
    let (key, value) = (call.text("key"), call.text("value"));
    let answer = match call.text("do").as_str() {
        "get" => old::get(store, &key).map(text_of),
        "set" => old::set(store, &key, value.as_bytes()).map(|()| "set".into()),
        "delete" => old::delete(store, &key).map(|()| "deleted".into()),
        "exists" => old::exists(store, &key).map(|found| found.to_string()),
        "keys" => old::get_keys(store).map(|keys| keys.join("\n")),
        "open-many" => {
            let most = call.number("most", 0);
            (1..most)
                .try_for_each(|_| old::open(&call.text("store")).map(|_| ()))
                .map(|()| "open".into())
        }
        other => return Err(format!("no operation {other}")),
    };
    old::close(store);
    answer.map_err(shown)
}

/// ?n=N times a set, a get or both (?only=) of ?keys=K keys; nanoseconds for all of it.
fn bench(call: &Call, store: &Store) -> Answer {
    let (count, keys) = (call.number("n", 1000), call.number("keys", 100));
    let start = Instant::now();
    for i in 0..count {
        let key = format!("key-{}", i % keys);
        let value = format!("{:0100}", i);
        if call.text("only") != "get" {
            store.set(&key, value.as_bytes()).map_err(shown)?;
        }
        if call.text("only") != "set" {
            store.get(&key).map_err(shown)?;
        }
    }
    Ok(start.elapsed().as_nanos().to_string())
}

/// Sets ?count=N keys, and tells of each ten when they are set.
pub fn fill(call: Call) {
    let store = Store::open("default").expect("the store is granted");
    let count = call.number("count", 0);
    let mut output = call.start(200, &[]);
    for i in 0..count {
        store
            .set(&format!("{i}"), format!("value {i}").as_bytes())
            .expect("it is set");
        if i % 10 == 9
            && writeln!(output, "{i}")
                .and_then(|()| output.flush())
                .is_err()
        {
            return;
        }
    }
    output.finish(None);
}
