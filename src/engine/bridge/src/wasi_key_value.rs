//! wasi:keyvalue: store, atomics and batch.

use crate::bindings::wasi::keyvalue::{atomics, batch, store};
use crate::key_value::Store;
use crate::stores::{Fault, View};
use wasmtime::component::{Resource, ResourceTableError};

/// Of all the values that an instance has looked at and may swap.
const MOST_CAS_BYTES: usize = 128 << 20;

/// A value as a guest saw it, to be swapped if it is still that.
pub struct Cas {
    store: Store,
    key: String,
    seen: Option<Vec<u8>>,
}

impl Cas {
    async fn look(store: Store, key: String) -> Result<Cas, Fault> {
        let seen = store.get(&key).await?;
        Ok(Cas { store, key, seen })
    }

    fn size(&self) -> usize {
        self.key.len() + self.seen.as_ref().map_or(0, Vec::len)
    }
}

fn error_of(fault: Fault) -> wasmtime::Result<store::Error> {
    Ok(match fault {
        Fault::Unknown => store::Error::NoSuchStore,
        Fault::Denied => store::Error::AccessDenied,
        Fault::Handle(error) => return Err(error.into()),
        fault => store::Error::Other(fault.words()),
    })
}

impl store::Host for View<'_> {
    async fn open(&mut self, identifier: String) -> Result<Resource<Store>, Fault> {
        self.open_store(&identifier).await
    }

    fn convert_error(&mut self, fault: Fault) -> wasmtime::Result<store::Error> {
        error_of(fault)
    }
}

impl store::HostBucket for View<'_> {
    async fn get(
        &mut self,
        bucket: Resource<Store>,
        key: String,
    ) -> Result<Option<Vec<u8>>, Fault> {
        self.table.get(&bucket)?.get(&key).await
    }

    async fn set(
        &mut self,
        bucket: Resource<Store>,
        key: String,
        value: Vec<u8>,
    ) -> Result<(), Fault> {
        self.table.get(&bucket)?.set(&key, &value).await
    }

    async fn delete(&mut self, bucket: Resource<Store>, key: String) -> Result<(), Fault> {
        self.table.get(&bucket)?.remove(&key).await
    }

    async fn exists(&mut self, bucket: Resource<Store>, key: String) -> Result<bool, Fault> {
        self.table.get(&bucket)?.exists(&key).await
    }

    async fn list_keys(
        &mut self,
        bucket: Resource<Store>,
        cursor: Option<String>,
    ) -> Result<store::KeyResponse, Fault> {
        let page = self.table.get(&bucket)?.list_keys(cursor.as_deref()).await?;
        let cursor = if page.more { page.keys.last().cloned() } else { None };
        Ok(store::KeyResponse { keys: page.keys, cursor })
    }

    async fn drop(&mut self, bucket: Resource<Store>) -> wasmtime::Result<()> {
        Ok(self.close_store(bucket)?)
    }
}

impl batch::Host for View<'_> {
    async fn get_many(
        &mut self,
        bucket: Resource<Store>,
        keys: Vec<String>,
    ) -> Result<Vec<(String, Option<Vec<u8>>)>, Fault> {
        let values = self.table.get(&bucket)?.get_many(&keys).await?;
        Ok(keys.into_iter().zip(values).collect())
    }

    async fn set_many(
        &mut self,
        bucket: Resource<Store>,
        pairs: Vec<(String, Vec<u8>)>,
    ) -> Result<(), Fault> {
        self.table.get(&bucket)?.set_many(&pairs).await
    }

    async fn delete_many(
        &mut self,
        bucket: Resource<Store>,
        keys: Vec<String>,
    ) -> Result<(), Fault> {
        self.table.get(&bucket)?.remove_many(&keys).await
    }
}

impl atomics::Host for View<'_> {
    async fn increment(
        &mut self,
        bucket: Resource<Store>,
        key: String,
        delta: i64,
    ) -> Result<i64, Fault> {
        self.table.get(&bucket)?.increment(&key, delta).await
    }

    async fn swap(
        &mut self,
        cas: Resource<Cas>,
        value: Vec<u8>,
    ) -> wasmtime::Result<Result<(), atomics::CasError>> {
        let cas = self.take_cas(cas)?;
        Ok(match self.try_swap(cas, &value).await {
            Ok(None) => Ok(()),
            Ok(Some(newer)) => Err(atomics::CasError::CasFailed(newer)),
            Err(fault) => Err(atomics::CasError::StoreError(error_of(fault)?)),
        })
    }
}

impl atomics::HostCas for View<'_> {
    async fn new(&mut self, bucket: Resource<Store>, key: String) -> Result<Resource<Cas>, Fault> {
        let store = self.table.get(&bucket)?.clone();
        self.keep_cas(Cas::look(store, key).await?)
    }

    async fn current(&mut self, cas: Resource<Cas>) -> Result<Option<Vec<u8>>, Fault> {
        let Cas { store, key, .. } = self.table.get(&cas)?;
        let seen = store.get(key).await?;
        let cas = self.table.get_mut(&cas)?;
        self.stores.cas_bytes -= cas.size();
        cas.seen = seen.clone();
        self.stores.cas_bytes += cas.size();
        Ok(seen)
    }

    async fn drop(&mut self, cas: Resource<Cas>) -> wasmtime::Result<()> {
        self.take_cas(cas)?;
        Ok(())
    }
}

impl View<'_> {
    /// None when it is done; else what to try again with.
    async fn try_swap(&mut self, cas: Cas, value: &[u8]) -> Result<Option<Resource<Cas>>, Fault> {
        if cas.store.swap(&cas.key, cas.seen.as_deref(), value).await? {
            return Ok(None);
        }
        let newer = Cas::look(cas.store, cas.key).await?;
        self.keep_cas(newer).map(Some)
    }

    fn keep_cas(&mut self, cas: Cas) -> Result<Resource<Cas>, Fault> {
        let bytes = self.stores.cas_bytes + cas.size();
        if bytes > MOST_CAS_BYTES {
            let words = format!("the values to be swapped are more than {MOST_CAS_BYTES} bytes");
            return Err(Fault::Failed(words));
        }
        let cas = self.table.push(cas)?;
        self.stores.cas_bytes = bytes;
        Ok(cas)
    }

    fn take_cas(&mut self, cas: Resource<Cas>) -> Result<Cas, ResourceTableError> {
        let cas = self.table.delete(cas)?;
        self.stores.cas_bytes -= cas.size();
        Ok(cas)
    }
}
