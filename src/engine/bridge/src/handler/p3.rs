//! `wasi:http/handler@0.3`: an instance answers several requests, some of them at once.

use crate::error::Failure;
use crate::inbox::{Head, Inbox, Job};
use crate::outgoing;
use crate::state::State;
use futures::stream::{FuturesUnordered, StreamExt};
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use wasmtime::Store;
use wasmtime::component::{Accessor, Func, Linker};
use wasmtime_wasi_http::p3::Request;
use wasmtime_wasi_http::p3::bindings::http::types;
use wasmtime_wasi_http::p3::bindings::{Service, ServicePre};
use wasmtime_wasi_http::{Error, WasiHttp, WasiHttpView};

/// How the guest's reading of a body ended.
type Io = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// What 0.3 has beside 0.2.
pub fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    wasmtime_wasi::p3::add_to_linker(linker)?;
    types::add_to_linker::<_, WasiHttp>(linker, State::http)?;
    outgoing::add_client_to_linker(linker)
}

/// Answers what comes into the inbox. Ends only when the guest traps.
pub async fn serve(
    pre: &ServicePre<State>,
    mut store: Store<State>,
    inbox: Arc<Inbox>,
) -> Result<(), Failure> {
    let outcome = serve_all(pre, &mut store, &inbox).await;
    outcome.map_err(|error| Failure::of_guest(&error, store.data().limits.refused))
}

async fn serve_all(
    pre: &ServicePre<State>,
    store: &mut Store<State>,
    inbox: &Inbox,
) -> wasmtime::Result<()> {
    let service = pre.instantiate_async(&mut *store).await?;
    let service = &service;
    store.run_concurrent(async move |accessor| answer_all(accessor, service, inbox).await).await?
}

async fn answer_all(
    accessor: &Accessor<State>,
    service: &Service,
    inbox: &Inbox,
) -> wasmtime::Result<()> {
    let handle = *service.wasi_http_handler().func_handle().func();
    let mut answers = pin!(FuturesUnordered::new());
    poll_fn(|context| {
        loop {
            while let Some(job) = inbox.take(context) {
                answers.push(answer(accessor, service, job));
            }
            match answers.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(()))) => {}
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(error)),
                Poll::Ready(None) | Poll::Pending => break,
            }
        }
        inbox.tell(
            is_idle(accessor, context) && answers.is_empty(),
            can_take(accessor, handle, context),
        );
        Poll::Pending
    })
    .await
}

/// Whether the guest has nothing more to do, for any request.
fn is_idle(accessor: &Accessor<State>, context: &mut Context<'_>) -> bool {
    accessor.poll_no_interesting_tasks(context).is_ready()
}

fn can_take(accessor: &Accessor<State>, handle: Func, context: &mut Context<'_>) -> bool {
    accessor.poll_ready_for_concurrent_call(handle, context).is_ready()
}

/// An error is a trap; what the guest answers in place of a response goes to who asked.
async fn answer(accessor: &Accessor<State>, service: &Service, job: Job) -> wasmtime::Result<()> {
    let (request, read) = accessor.with(|mut store| {
        let http = store.data_mut().http();
        let (request, read) = Request::from_http(http.hooks, job.request);
        let read: Io = Box::pin(read);
        wasmtime::error::Ok((http.table.push(request)?, read))
    })?;
    let head: Head = match service.wasi_http_handler().call_handle(accessor, request).await? {
        Err(code) => Err(format!("{code:?}")),
        Ok(response) => Ok(accessor.with(|mut store| {
            let response = store.data_mut().http().table.delete(response)?;
            response.into_http(store, read)
        })?),
    };
    let _ = job.head.send(head); // nobody may wait any more
    Ok(())
}
