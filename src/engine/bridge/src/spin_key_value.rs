//! fermyon:spin/key-value, in both of its generations.

use crate::bindings::fermyon::spin::key_value as old;
use crate::bindings::fermyon::spin2_0_0::key_value as new;
use crate::key_value::Store;
use crate::stores::{Fault, View};
use wasmtime::component::{Resource, ResourceTableError};

impl new::Host for View<'_> {
    fn convert_error(&mut self, fault: Fault) -> wasmtime::Result<new::Error> {
        Ok(match fault {
            Fault::TooManyOpen => new::Error::StoreTableFull,
            Fault::Unknown => new::Error::NoSuchStore,
            Fault::Denied => new::Error::AccessDenied,
            Fault::Handle(error) => return Err(error.into()),
            fault => new::Error::Other(fault.words()),
        })
    }
}

impl new::HostStore for View<'_> {
    async fn open(&mut self, label: String) -> Result<Resource<Store>, Fault> {
        self.open_store(&label).await
    }

    async fn get(&mut self, store: Resource<Store>, key: String) -> Result<Option<Vec<u8>>, Fault> {
        self.table.get(&store)?.get(&key).await
    }

    async fn set(
        &mut self,
        store: Resource<Store>,
        key: String,
        value: Vec<u8>,
    ) -> Result<(), Fault> {
        self.table.get(&store)?.set(&key, &value).await
    }

    async fn delete(&mut self, store: Resource<Store>, key: String) -> Result<(), Fault> {
        self.table.get(&store)?.remove(&key).await
    }

    async fn exists(&mut self, store: Resource<Store>, key: String) -> Result<bool, Fault> {
        self.table.get(&store)?.exists(&key).await
    }

    async fn get_keys(&mut self, store: Resource<Store>) -> Result<Vec<String>, Fault> {
        self.table.get(&store)?.all_keys().await
    }

    async fn drop(&mut self, store: Resource<Store>) -> wasmtime::Result<()> {
        Ok(self.close_store(store)?)
    }
}

/// Handles are numbers here, and one that is none is an error that the guest sees.
impl old::Host for View<'_> {
    async fn open(&mut self, name: String) -> Result<u32, Fault> {
        Ok(self.open_store(&name).await?.rep())
    }

    async fn get(&mut self, store: u32, key: String) -> Result<Vec<u8>, Fault> {
        self.old_store(store)?.get(&key).await?.ok_or(Fault::NoSuchKey)
    }

    async fn set(&mut self, store: u32, key: String, value: Vec<u8>) -> Result<(), Fault> {
        self.old_store(store)?.set(&key, &value).await
    }

    async fn delete(&mut self, store: u32, key: String) -> Result<(), Fault> {
        self.old_store(store)?.remove(&key).await
    }

    async fn exists(&mut self, store: u32, key: String) -> Result<bool, Fault> {
        self.old_store(store)?.exists(&key).await
    }

    async fn get_keys(&mut self, store: u32) -> Result<Vec<String>, Fault> {
        self.old_store(store)?.all_keys().await
    }

    async fn close(&mut self, store: u32) -> wasmtime::Result<()> {
        // A number that is none has nothing to close.
        let _ = self.close_store(Resource::new_own(store));
        Ok(())
    }

    fn convert_error(&mut self, fault: Fault) -> wasmtime::Result<old::Error> {
        Ok(match fault {
            Fault::TooManyOpen => old::Error::StoreTableFull,
            Fault::Unknown => old::Error::NoSuchStore,
            Fault::Denied => old::Error::AccessDenied,
            Fault::Handle(_) => old::Error::InvalidStore,
            Fault::NoSuchKey => old::Error::NoSuchKey,
            fault => old::Error::Io(fault.words()),
        })
    }
}

impl View<'_> {
    pub async fn open_store(&mut self, label: &str) -> Result<Resource<Store>, Fault> {
        self.stores.may_open_store()?;
        let store = Store::open(self.stores.access, label).await?;
        self.keep_store(store)
    }

    pub fn keep_store(&mut self, store: Store) -> Result<Resource<Store>, Fault> {
        self.stores.may_open_store()?;
        let store = self.table.push(store)?;
        self.stores.open_stores += 1;
        Ok(store)
    }

    pub fn close_store(&mut self, store: Resource<Store>) -> Result<(), ResourceTableError> {
        self.table.delete(store)?;
        self.stores.open_stores -= 1;
        Ok(())
    }

    fn old_store(&self, store: u32) -> Result<&Store, Fault> {
        Ok(self.table.get(&Resource::new_borrow(store))?)
    }
}
