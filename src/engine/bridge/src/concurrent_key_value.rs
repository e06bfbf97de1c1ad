//! spin:key-value@3, whose functions are asynchronous.

use crate::bindings::concurrent::spin::key_value::key_value as v3;
use crate::key_value::{Keys, Store};
use crate::stores::{Fault, View, Viewed};
use futures::channel::oneshot;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use wasmtime::StoreContextMut;
use wasmtime::component::{
    Accessor, Destination, FutureReader, Resource, ResourceTableError, StreamProducer,
    StreamReader, StreamResult, VecBuffer,
};

impl v3::Host for View<'_> {
    fn convert_error(&mut self, fault: Fault) -> wasmtime::Result<v3::Error> {
        error_of(fault)
    }
}

fn error_of(fault: Fault) -> wasmtime::Result<v3::Error> {
    Ok(match fault {
        Fault::TooManyOpen => v3::Error::StoreTableFull,
        Fault::Unknown => v3::Error::NoSuchStore,
        Fault::Denied => v3::Error::AccessDenied,
        Fault::Handle(error) => return Err(error.into()),
        fault => v3::Error::Other(fault.words()),
    })
}

impl v3::HostStore for View<'_> {
    async fn drop(&mut self, store: Resource<Store>) -> wasmtime::Result<()> {
        Ok(self.close_store(store)?)
    }
}

type At<T> = Accessor<T, Viewed>;
type Keyed = (StreamReader<String>, FutureReader<Result<(), v3::Error>>);

fn find<T>(accessor: &At<T>, store: &Resource<Store>) -> Result<Store, ResourceTableError> {
    accessor.with(|mut access| access.get().table.get(store).cloned())
}

impl<T: 'static> v3::HostStoreWithStore<T> for Viewed {
    async fn open(accessor: &At<T>, label: String) -> Result<Resource<Store>, Fault> {
        let access = accessor.with(|mut access| access.get().stores.access);
        let store = Store::open(access, &label).await?;
        accessor.with(|mut access| access.get().keep_store(store))
    }

    async fn get(
        accessor: &At<T>,
        store: Resource<Store>,
        key: String,
    ) -> Result<Option<Vec<u8>>, Fault> {
        find(accessor, &store)?.get(&key).await
    }

    async fn set(
        accessor: &At<T>,
        store: Resource<Store>,
        key: String,
        value: Vec<u8>,
    ) -> Result<(), Fault> {
        find(accessor, &store)?.set(&key, &value).await
    }

    async fn delete(accessor: &At<T>, store: Resource<Store>, key: String) -> Result<(), Fault> {
        find(accessor, &store)?.remove(&key).await
    }

    async fn exists(accessor: &At<T>, store: Resource<Store>, key: String) -> Result<bool, Fault> {
        find(accessor, &store)?.exists(&key).await
    }

    async fn get_keys(accessor: &At<T>, store: Resource<Store>) -> wasmtime::Result<Keyed> {
        let store = find(accessor, &store)?;
        let (ended, end) = oneshot::channel();
        let pages = Pages { next: Some(page_after(store, None)), ended: Some(ended) };
        let end = async { Ok::<_, wasmtime::Error>(end.await.unwrap_or(Ok(()))) };
        accessor.with(|mut access| {
            let keys = StreamReader::new(&mut access, pages)?;
            Ok((keys, FutureReader::new(&mut access, end)?))
        })
    }
}

type Page = Pin<Box<dyn Future<Output = (Store, Result<Keys, Fault>)> + Send>>;

fn page_after(store: Store, cursor: Option<String>) -> Page {
    Box::pin(async move {
        let page = store.list_keys(cursor.as_deref()).await;
        (store, page)
    })
}

/// The keys of a store, a page at a time, as the guest reads them.
struct Pages {
    next: Option<Page>,
    ended: Option<oneshot::Sender<Result<(), v3::Error>>>,
}

impl Pages {
    fn end(&mut self, end: Result<(), v3::Error>) -> StreamResult {
        self.next = None;
        if let Some(ended) = self.ended.take() {
            let _ = ended.send(end); // or nobody wants to know
        }
        StreamResult::Dropped
    }
}

impl<D> StreamProducer<D> for Pages {
    type Item = String;
    type Buffer = VecBuffer<String>;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut at: StoreContextMut<'a, D>,
        mut destination: Destination<'a, String, VecBuffer<String>>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        if destination.remaining(&mut at) == Some(0) {
            return Poll::Ready(Ok(StreamResult::Completed)); // whether it is ready shows later
        }
        let Some(next) = &mut self.next else { return Poll::Ready(Ok(StreamResult::Dropped)) };
        let (store, page) = match next.as_mut().poll(context) {
            Poll::Pending if finish => return Poll::Ready(Ok(StreamResult::Cancelled)),
            step => ready!(step),
        };
        let page = match page {
            Ok(page) => page,
            Err(fault) => return Poll::Ready(error_of(fault).map(|error| self.end(Err(error)))),
        };
        let last = page.keys.last().cloned();
        destination.set_buffer(page.keys.into());
        if !page.more {
            return Poll::Ready(Ok(self.end(Ok(()))));
        }
        self.next = Some(page_after(store, last));
        Poll::Ready(Ok(StreamResult::Completed))
    }
}
