//! An open key-value store, as all generations of the interface see it.

use crate::ffi::{Field, Pointer, Slice, array};
use crate::stores::{Access, Answer, Fault, Step, Table, ask, patiently};
use std::ffi::c_void;
use std::sync::Arc;

/// Bytes of all keys together that a guest gets at once.
const MOST_ANSWER: usize = 128 << 20;

/// Shared by the handles that the guest has of it.
#[derive(Clone)]
pub struct Store(Arc<Opened>);

/// A handle of C++, closed when it is dropped.
struct Opened {
    table: &'static Table,
    host: Pointer,
}

/// Some keys, and whether more follow.
pub struct Keys {
    pub keys: Vec<String>,
    pub more: bool,
}

impl Drop for Opened {
    fn drop(&mut self) {
        (self.table.close_store)(self.host.0);
    }
}

impl Store {
    pub async fn open(access: Access, label: &str) -> Result<Store, Fault> {
        let table = access.table.ok_or(Fault::Denied)?;
        let open = || {
            let mut host: *mut c_void = std::ptr::null_mut();
            let label = Slice::of(label.as_bytes());
            ask(|answer| (table.open_store)(access.host(), label, &mut host, answer), |_| ())?;
            Ok(Store(Arc::new(Opened { table, host: Pointer(host) })))
        };
        patiently(open).await
    }

    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Fault> {
        patiently(|| ask(|answer| (self.0.table.get)(self.0.host.0, text(key), answer), bytes_of))
            .await
    }

    pub async fn set(&self, key: &str, value: &[u8]) -> Result<(), Fault> {
        self.done(|host, answer| (self.0.table.set)(host, text(key), Slice::of(value), answer))
            .await
    }

    pub async fn remove(&self, key: &str) -> Result<(), Fault> {
        self.done(|host, answer| (self.0.table.remove)(host, text(key), answer)).await
    }

    pub async fn exists(&self, key: &str) -> Result<bool, Fault> {
        patiently(|| {
            let found = ask(|a| (self.0.table.exists)(self.0.host.0, text(key), a), |_| ())?;
            Ok(found.is_some())
        })
        .await
    }

    /// Some of the keys, in their order: the first, or those after `cursor`.
    pub async fn list_keys(&self, cursor: Option<&str>) -> Result<Keys, Fault> {
        patiently(|| {
            let after = cursor.map_or(Slice::EMPTY, text);
            let call = |answer| (self.0.table.list_keys)(self.0.host.0, after, answer);
            let keys =
                ask(call, |answer| Keys { keys: texts_of(answer), more: answer.number != 0 });
            Ok(keys?.unwrap_or(Keys { keys: Vec::new(), more: false }))
        })
        .await
    }

    /// All keys. Others have their turn between two pages.
    pub async fn all_keys(&self) -> Result<Vec<String>, Fault> {
        let mut keys = Vec::new();
        let mut bytes = 0;
        loop {
            let mut page = self.list_keys(keys.last().map(String::as_str)).await?;
            bytes += page.keys.iter().map(String::len).sum::<usize>();
            if bytes > MOST_ANSWER {
                return Err(Fault::Failed(format!("the keys are more than {MOST_ANSWER} bytes")));
            }
            keys.append(&mut page.keys);
            if !page.more {
                return Ok(keys);
            }
            tokio::task::yield_now().await;
        }
    }

    /// One answer for each key, in the same order.
    pub async fn get_many(&self, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, Fault> {
        patiently(|| {
            let keys: Vec<Slice> = keys.iter().map(|key| text(key)).collect();
            let call = |a| (self.0.table.get_many)(self.0.host.0, keys.as_ptr(), keys.len(), a);
            Ok(ask(call, values_of)?.unwrap_or_default())
        })
        .await
    }

    /// All or none.
    pub async fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), Fault> {
        self.done(|host, answer| {
            let fields: Vec<Field> = pairs
                .iter()
                .map(|(key, value)| Field { name: text(key), value: Slice::of(value) })
                .collect();
            (self.0.table.set_many)(host, fields.as_ptr(), fields.len(), answer)
        })
        .await
    }

    pub async fn remove_many(&self, keys: &[String]) -> Result<(), Fault> {
        self.done(|host, answer| {
            let keys: Vec<Slice> = keys.iter().map(|key| text(key)).collect();
            (self.0.table.remove_many)(host, keys.as_ptr(), keys.len(), answer)
        })
        .await
    }

    pub async fn increment(&self, key: &str, delta: i64) -> Result<i64, Fault> {
        patiently(|| {
            let call = |answer| (self.0.table.increment)(self.0.host.0, text(key), delta, answer);
            Ok(ask(call, |answer| answer.number)?.unwrap_or_default())
        })
        .await
    }

    /// Sets the value if it is still `expected`; whether it was.
    pub async fn swap(
        &self,
        key: &str,
        expected: Option<&[u8]>,
        value: &[u8],
    ) -> Result<bool, Fault> {
        patiently(|| {
            let (old, new) = (expected.map_or(Slice::EMPTY, Slice::of), Slice::of(value));
            let call = |answer| (self.0.table.swap)(self.0.host.0, text(key), old, new, answer);
            Ok(ask(call, |_| ())?.is_some())
        })
        .await
    }

    /// A call that gives nothing.
    async fn done(&self, call: impl Fn(*mut c_void, *mut Answer) -> Step) -> Result<(), Fault> {
        patiently(|| ask(|answer| call(self.0.host.0, answer), |_| ()).map(|_| ())).await
    }
}

fn text(text: &str) -> Slice {
    Slice::of(text.as_bytes())
}

fn bytes_of(answer: &Answer) -> Vec<u8> {
    unsafe { answer.bytes.bytes() }.to_vec()
}

fn texts_of(answer: &Answer) -> Vec<String> {
    let list = unsafe { array(answer.list, answer.count) };
    list.iter().map(|text| unsafe { text.text() }).collect()
}

/// A slice without an address stands for what is not there.
fn values_of(answer: &Answer) -> Vec<Option<Vec<u8>>> {
    let list = unsafe { array(answer.list, answer.count) };
    let value = |slice: &Slice| (!slice.data.is_null()).then(|| unsafe { slice.bytes() }.to_vec());
    list.iter().map(value).collect()
}
