//! `wasi:http/outgoing-handler`: wasmtime-wasi-http's, given what a guest may leave out.

use crate::state::State;
use wasmtime::StoreContextMut;
use wasmtime::component::{Linker, Resource};
use wasmtime_wasi_http::p2::bindings::http::outgoing_handler::Host as _;
use wasmtime_wasi_http::p2::bindings::http::types::{ErrorCode, Host as _};
use wasmtime_wasi_http::p2::types::{HostFutureIncomingResponse, HostOutgoingRequest};
use wasmtime_wasi_http::{RequestOptions, WasiHttpCtxView, WasiHttpView};

/// Newer than any guest asks for; Wasmtime links every 0.2.x to it.
const INTERFACE: &str = "wasi:http/outgoing-handler@0.2.12";

/// The app itself: where a request without an authority goes. wasmtime-wasi-http needs a name.
const SELF: &str = "self.alt";

type Request = Resource<HostOutgoingRequest>;
type Options = Option<Resource<RequestOptions>>;
type Answer = Result<Resource<HostFutureIncomingResponse>, ErrorCode>;

pub fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.instance(INTERFACE)?.func_wrap("handle", |store, (request, options)| {
        Ok((handle(store, request, options)?,))
    })
}

/// Before wasmtime-wasi-http sends it.
pub fn complete(http: &mut WasiHttpCtxView<'_>, request: &Request) -> wasmtime::Result<()> {
    let request = http.table.get_mut(request)?;
    request.authority.get_or_insert_with(|| SELF.to_string());
    request.path_with_query.get_or_insert_with(|| "/".to_string());
    Ok(())
}

fn handle(
    mut store: StoreContextMut<State>,
    request: Request,
    options: Options,
) -> wasmtime::Result<Answer> {
    let mut http = store.data_mut().http();
    complete(&mut http, &request)?;
    match http.handle(request, options) {
        Ok(answer) => Ok(Ok(answer)),
        Err(error) => Ok(Err(http.convert_error_code(error)?)),
    }
}
