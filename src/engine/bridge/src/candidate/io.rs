//! `wasi:io` of 2023-10-18: `error` is part of `streams`, splicing takes the source over, and
//! polling has other names.

use super::{reopen, told};
use crate::state::State;
use wasmtime::StoreContextMut;
use wasmtime::component::{Linker, Resource, ResourceTable, ResourceType};
use wasmtime_wasi::WasiView;
use wasmtime_wasi::p2::bindings::io::error::{Error, HostError};
use wasmtime_wasi::p2::bindings::io::poll::{Host as _, HostPollable, Pollable};
use wasmtime_wasi::p2::bindings::io::streams::{
    Host as _, HostInputStream, HostOutputStream, InputStream, OutputStream, StreamError,
};

type Spliced = wasmtime::Result<(Result<u64, StreamError>,)>;

/// How much `forward` moves at once.
const PIECE: u64 = 64 << 10;

pub fn amend(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    amend_poll(linker)?;
    amend_errors(linker)?;
    amend_splicing(linker)
}

fn amend_poll(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut poll = reopen(linker, "wasi:io/poll")?;
    poll.func_wrap_async(
        "poll-list",
        |mut store: StoreContextMut<'_, State>, (list,): (Vec<Resource<Pollable>>,)| {
            Box::new(async move { Ok((store.data_mut().ctx().table.poll(list).await?,)) })
        },
    )?;
    poll.func_wrap_async(
        "poll-one",
        |mut store: StoreContextMut<'_, State>, (one,): (Resource<Pollable>,)| {
            Box::new(async move { store.data_mut().ctx().table.block(one).await })
        },
    )
}

fn amend_errors(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut streams = reopen(linker, "wasi:io/streams")?;
    streams.resource("error", ResourceType::host::<Error>(), |mut store, number| {
        HostError::drop(store.data_mut().ctx().table, Resource::new_own(number))
    })?;
    streams.func_wrap(
        "[method]error.to-debug-string",
        |mut store: StoreContextMut<'_, State>, (error,): (Resource<Error>,)| {
            Ok((store.data_mut().ctx().table.to_debug_string(error)?,))
        },
    )
}

fn amend_splicing(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    type Ends = (Resource<OutputStream>, Resource<InputStream>);
    type EndsAndCount = (Resource<OutputStream>, Resource<InputStream>, u64);
    let mut streams = reopen(linker, "wasi:io/streams")?;
    streams.func_wrap_async(
        "[method]output-stream.splice",
        |mut store: StoreContextMut<'_, State>, (to, from, count): EndsAndCount| {
            Box::new(async move { splice(store.data_mut().ctx().table, to, from, count).await })
        },
    )?;
    streams.func_wrap_async(
        "[method]output-stream.blocking-splice",
        |mut store: StoreContextMut<'_, State>, (to, from, count): EndsAndCount| {
            Box::new(
                async move { blocking_splice(store.data_mut().ctx().table, to, from, count).await },
            )
        },
    )?;
    streams.func_wrap_async(
        "[method]output-stream.forward",
        |mut store: StoreContextMut<'_, State>, (to, from): Ends| {
            Box::new(async move { forward(store.data_mut().ctx().table, to, from).await })
        },
    )
}

fn again<T: 'static>(resource: &Resource<T>) -> Resource<T> {
    Resource::new_borrow(resource.rep())
}

async fn splice(
    table: &mut ResourceTable,
    to: Resource<OutputStream>,
    from: Resource<InputStream>,
    count: u64,
) -> Spliced {
    let moved = HostOutputStream::splice(table, to, again(&from), count);
    HostInputStream::drop(table, from).await?;
    Ok((told(moved, |error| table.convert_stream_error(error))?,))
}

async fn blocking_splice(
    table: &mut ResourceTable,
    to: Resource<OutputStream>,
    from: Resource<InputStream>,
    count: u64,
) -> Spliced {
    let moved = HostOutputStream::blocking_splice(table, to, again(&from), count).await;
    HostInputStream::drop(table, from).await?;
    Ok((told(moved, |error| table.convert_stream_error(error))?,))
}

/// All that the source has.
async fn forward(
    table: &mut ResourceTable,
    to: Resource<OutputStream>,
    from: Resource<InputStream>,
) -> Spliced {
    let mut total = 0;
    let end = loop {
        let moved = HostOutputStream::blocking_splice(table, again(&to), again(&from), PIECE).await;
        match moved {
            Ok(count) => total += count,
            Err(error) => break table.convert_stream_error(error)?,
        }
    };
    HostInputStream::drop(table, from).await?;
    Ok((match end {
        StreamError::Closed => Ok(total),
        failed @ StreamError::LastOperationFailed(_) => Err(failed),
    },))
}
