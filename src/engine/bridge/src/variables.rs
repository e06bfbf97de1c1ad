//! The variables of a component, in all generations of the interface.

use crate::bindings::concurrent::spin::variables::variables as v3;
use crate::bindings::fermyon::spin::config as old;
use crate::bindings::fermyon::spin2_0_0::variables as new;
use crate::bindings::wasi::config::store as wasi;
use crate::ffi::Slice;
use crate::stores::{VariableStep, View, Viewed};
use std::ffi::c_void;
use wasmtime::component::Accessor;

/// Why there is no value, and words for it.
struct Lack(VariableStep, String);

impl View<'_> {
    fn variable(&self, name: &str) -> Result<String, Lack> {
        let access = self.stores.access;
        let Some(table) = access.table else {
            return Err(Lack(VariableStep::Undefined, format!("no variable `{name}`")));
        };
        let mut text = Slice::EMPTY;
        let step = (table.variable)(access.host(), Slice::of(name.as_bytes()), &mut text);
        let text = unsafe { text.text() };
        if step == VariableStep::Done { Ok(text) } else { Err(Lack(step, text)) }
    }

    fn variables(&self) -> Result<Vec<(String, String)>, Lack> {
        let access = self.stores.access;
        let Some(table) = access.table else { return Ok(Vec::new()) };
        let mut pairs = Vec::<(String, String)>::new();
        let mut words = Slice::EMPTY;
        let visitor = (&raw mut pairs).cast();
        match (table.variables)(access.host(), visitor, add_pair, &mut words) {
            VariableStep::Done => Ok(pairs),
            step => Err(Lack(step, unsafe { words.text() })),
        }
    }
}

extern "C" fn add_pair(pairs: *mut c_void, name: Slice, value: Slice) {
    let pairs = unsafe { &mut *pairs.cast::<Vec<(String, String)>>() };
    pairs.push(unsafe { (name.text(), value.text()) });
}

impl new::Host for View<'_> {
    async fn get(&mut self, name: String) -> wasmtime::Result<Result<String, new::Error>> {
        Ok(self.variable(&name).map_err(|Lack(step, words)| match step {
            VariableStep::InvalidName => new::Error::InvalidName(words),
            VariableStep::Undefined => new::Error::Undefined(words),
            VariableStep::Provider => new::Error::Provider(words),
            VariableStep::Done | VariableStep::Other => new::Error::Other(words),
        }))
    }
}

impl v3::Host for View<'_> {}

impl<T: 'static> v3::HostWithStore<T> for Viewed {
    async fn get(
        accessor: &Accessor<T, Self>,
        name: String,
    ) -> wasmtime::Result<Result<String, v3::Error>> {
        let value = accessor.with(|mut access| access.get().variable(&name));
        Ok(value.map_err(|Lack(step, words)| match step {
            VariableStep::InvalidName => v3::Error::InvalidName(words),
            VariableStep::Undefined => v3::Error::Undefined(words),
            VariableStep::Provider => v3::Error::Provider(words),
            VariableStep::Done | VariableStep::Other => v3::Error::Other(words),
        }))
    }
}

impl old::Host for View<'_> {
    async fn get_config(&mut self, key: String) -> wasmtime::Result<Result<String, old::Error>> {
        Ok(self.variable(&key).map_err(|Lack(step, words)| match step {
            VariableStep::InvalidName => old::Error::InvalidKey(words),
            VariableStep::Undefined => old::Error::Provider(words),
            VariableStep::Provider | VariableStep::Done | VariableStep::Other => {
                old::Error::Other(words)
            }
        }))
    }
}

fn wasi_error(Lack(step, words): Lack) -> wasi::Error {
    match step {
        VariableStep::Provider => wasi::Error::Upstream(words),
        _ => wasi::Error::Io(words),
    }
}

impl wasi::Host for View<'_> {
    async fn get(&mut self, key: String) -> wasmtime::Result<Result<Option<String>, wasi::Error>> {
        Ok(match self.variable(&key) {
            Ok(value) => Ok(Some(value)),
            Err(Lack(VariableStep::InvalidName | VariableStep::Undefined, _)) => Ok(None),
            Err(lack) => Err(wasi_error(lack)),
        })
    }

    async fn get_all(&mut self) -> wasmtime::Result<Result<Vec<(String, String)>, wasi::Error>> {
        Ok(self.variables().map_err(wasi_error))
    }
}
