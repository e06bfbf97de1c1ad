//! What a component exports to be called by; one module per kind.

mod p2;
pub mod p3;
mod spin;
pub mod wagi;

use crate::call::{Answer, Incoming};
use crate::inspect;
use crate::state::State;
use wasmtime::Store;
use wasmtime::component::InstancePre;
use wasmtime_wasi::p2::bindings::CommandPre;
use wasmtime_wasi_http::p2::bindings::ProxyPre;
use wasmtime_wasi_http::p3::bindings::ServicePre;

pub enum Handler {
    P2(ProxyPre<State>),
    P3(ServicePre<State>),
    Spin(spin::Handler),
    Wagi(CommandPre<State>),
    WagiModule(wasmtime::InstancePre<State>),
}

impl Handler {
    pub fn new(kind: inspect::Handler, pre: InstancePre<State>) -> wasmtime::Result<Handler> {
        match kind {
            inspect::Handler::WasiHttp02 | inspect::Handler::WasiHttpRc => {
                ProxyPre::new(pre).map(Handler::P2)
            }
            inspect::Handler::WasiHttp03 => ServicePre::new(pre).map(Handler::P3),
            inspect::Handler::SpinInbound => spin::Handler::new(pre).map(Handler::Spin),
            inspect::Handler::Wagi => CommandPre::new(pre).map(Handler::Wagi),
            inspect::Handler::None | inspect::Handler::Several => {
                Err(wasmtime::format_err!("nothing to call"))
            }
        }
    }

    pub fn engine(&self) -> &wasmtime::Engine {
        match self {
            Handler::P2(pre) => pre.engine(),
            Handler::P3(pre) => pre.engine(),
            Handler::Spin(handler) => handler.pre.engine(),
            Handler::Wagi(pre) => pre.engine(),
            Handler::WagiModule(pre) => pre.module().engine(),
        }
    }

    /// Makes an instance and has it answer. Only 0.2 is answered without an allocation.
    pub async fn answer(
        &self,
        store: &mut Store<State>,
        request: Incoming,
        answer: Answer,
    ) -> wasmtime::Result<()> {
        match self {
            Handler::P2(pre) => p2::answer(pre, store, request, answer).await,
            Handler::Spin(handler) => Box::pin(handler.answer(store, request, answer)).await,
            Handler::Wagi(pre) => Box::pin(wagi::run(pre, store)).await,
            Handler::WagiModule(pre) => Box::pin(wagi::run_module(pre, store)).await,
            Handler::P3(_) => Err(wasmtime::format_err!("instances of 0.3 are shared")),
        }
    }
}
