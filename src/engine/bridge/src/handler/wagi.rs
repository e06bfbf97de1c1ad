//! Wagi: a command that reads the request's body and writes its response, head and body, as CGI has
//! it (RFC 3875). What the command line and the environment say, and what the output means, is up
//! to C++; here the answer is the output, bytes as they are.

use crate::call::{Answer, Incoming};
use crate::input::Input;
use crate::pipe::pipe;
use crate::state::State;
use http_body_util::BodyExt;
use wasmtime::{InstancePre, Linker, Module, Store};
use wasmtime_wasi::p2::bindings::CommandPre;
use wasmtime_wasi::{I32Exit, WasiCtxBuilder, p1};

/// Ties the request and the answer to the standard streams.
pub fn connect(
    wasi: &mut WasiCtxBuilder,
    (scheme, request): Incoming,
    answer: &Answer,
) -> Incoming {
    let (head, body) = request.into_parts();
    let (writer, reader) = pipe();
    wasi.stdin(Input::new(body)).stdout(writer);
    *answer.lock().unwrap() = Some(Ok(http::Response::new(reader.boxed_unsync())));
    let nothing = http_body_util::Empty::new().map_err(|never| match never {}).boxed_unsync();
    (scheme, http::Request::from_parts(head, nothing))
}

pub async fn run(pre: &CommandPre<State>, store: &mut Store<State>) -> wasmtime::Result<()> {
    let command = pre.instantiate_async(&mut *store).await?;
    match command.wasi_cli_run().call_run(store).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(())) => Err(wasmtime::format_err!("the command failed")),
        Err(error) => ended(error),
    }
}

/// A module has WASI preview 1 and nothing else.
pub fn link(module: &Module) -> wasmtime::Result<InstancePre<State>> {
    let mut linker = Linker::new(module.engine());
    p1::add_to_linker_async(&mut linker, State::preview1)?;
    linker.instantiate_pre(module)
}

pub async fn run_module(
    pre: &InstancePre<State>,
    store: &mut Store<State>,
) -> wasmtime::Result<()> {
    let command = pre.instantiate_async(&mut *store).await?;
    let start = command.get_typed_func::<(), ()>(&mut *store, "_start")?;
    start.call_async(store, ()).await.or_else(ended)
}

/// Commands may end by leaving.
fn ended(error: wasmtime::Error) -> wasmtime::Result<()> {
    if matches!(error.downcast_ref(), Some(I32Exit(0))) { Ok(()) } else { Err(error) }
}
