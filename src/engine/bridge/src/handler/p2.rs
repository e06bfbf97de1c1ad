//! `wasi:http/incoming-handler@0.2`.

use crate::call::{Answer, Incoming};
use crate::state::State;
use wasmtime::Store;
use wasmtime::component::Resource;
use wasmtime_wasi_http::WasiHttpView;
use wasmtime_wasi_http::p2::bindings::ProxyPre;
use wasmtime_wasi_http::p2::bindings::http::types::{IncomingRequest, ResponseOutparam};

pub async fn answer(
    pre: &ProxyPre<State>,
    store: &mut Store<State>,
    request: Incoming,
    answer: Answer,
) -> wasmtime::Result<()> {
    let (request, outparam) = parameters(store, request, answer)?;
    let proxy = pre.instantiate_async(&mut *store).await?;
    proxy.wasi_http_incoming_handler().call_handle(store, request, outparam).await
}

/// What `handle` takes.
pub fn parameters(
    store: &mut Store<State>,
    (scheme, request): Incoming,
    answer: Answer,
) -> wasmtime::Result<(Resource<IncomingRequest>, Resource<ResponseOutparam>)> {
    let mut http = store.data_mut().http();
    let request = http.new_incoming_request(scheme, request)?;
    let outparam = http.new_response_outparam_from_callback(move |head| {
        *answer.lock().unwrap() = Some(head);
    })?;
    Ok((request, outparam))
}
