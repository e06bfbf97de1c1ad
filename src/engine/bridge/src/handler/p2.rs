//! `wasi:http/incoming-handler@0.2`, and its release candidates (see `crate::candidate`).

use crate::call::{Answer, Incoming};
use crate::state::State;
use wasmtime::Store;
use wasmtime_wasi_http::WasiHttpView;
use wasmtime_wasi_http::p2::bindings::ProxyPre;

pub async fn answer(
    pre: &ProxyPre<State>,
    store: &mut Store<State>,
    (scheme, request): Incoming,
    answer: Answer,
) -> wasmtime::Result<()> {
    let mut http = store.data_mut().http();
    let request = http.new_incoming_request(scheme, request)?;
    let outparam = http.new_response_outparam_from_callback(move |head| {
        *answer.lock().unwrap() = Some(head);
    })?;
    let proxy = pre.instantiate_async(&mut *store).await?;
    proxy.wasi_http_incoming_handler().call_handle(store, request, outparam).await
}
