//! `wasi:http/outgoing-handler` of 0.2 and `wasi:http/client` of 0.3: wasmtime-wasi-http's, given
//! what a guest may leave out.

use crate::state::State;
use http::uri::{Authority, PathAndQuery};
use wasmtime::StoreContextMut;
use wasmtime::component::{Accessor, Linker, Resource};
use wasmtime_wasi_http::p2::bindings::http::outgoing_handler::Host as _;
use wasmtime_wasi_http::p2::bindings::http::types::ErrorCode;
use wasmtime_wasi_http::p2::types::{HostFutureIncomingResponse, HostOutgoingRequest};
use wasmtime_wasi_http::p3;
use wasmtime_wasi_http::p3::bindings::http::client::HostWithStore as _;
use wasmtime_wasi_http::{RequestOptions, WasiHttp, WasiHttpCtxView, WasiHttpView};

/// Newer than any guest asks for; Wasmtime links every 0.2.x to it.
const HANDLER: &str = "wasi:http/outgoing-handler@0.2.12";
const CLIENT: &str = "wasi:http/client@0.3.0";

/// The app itself: where a request without an authority goes. wasmtime-wasi-http needs a name.
const SELF: &str = "self.alt";

type Request = Resource<HostOutgoingRequest>;
type Options = Option<Resource<RequestOptions>>;
type Answer = Result<Resource<HostFutureIncomingResponse>, ErrorCode>;

pub fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker
        .instance(HANDLER)?
        .func_wrap("handle", |store, (request, options)| Ok((handle(store, request, options)?,)))
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
        Err(error) => error.downcast().map(Err),
    }
}

type ClientAnswer = Result<Resource<p3::Response>, p3::bindings::http::types::ErrorCode>;

pub fn add_client_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.instance(CLIENT)?.func_wrap_concurrent("send", |accessor, (request,)| {
        Box::pin(async move { Ok((send(accessor, request).await?,)) })
    })
}

async fn send(
    accessor: &Accessor<State>,
    request: Resource<p3::Request>,
) -> wasmtime::Result<ClientAnswer> {
    let http = accessor.with_getter::<WasiHttp>(State::http);
    http.with(|mut access| -> wasmtime::Result<()> {
        let sent = access.get().table.get_mut(&request)?;
        sent.authority.get_or_insert_with(|| Authority::from_static(SELF));
        sent.path_with_query.get_or_insert_with(|| PathAndQuery::from_static("/"));
        Ok(())
    })?;
    match WasiHttp::send(&http, request).await {
        Ok(answer) => Ok(Ok(answer)),
        Err(error) => error.downcast().map(Err),
    }
}
