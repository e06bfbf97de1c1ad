//! What a store holds beside the guest.

use crate::candidate::udp;
use crate::exchange::Hooks;
use crate::limits::Limits;
use crate::sockets::Policy;
use crate::stores::{Access, Stores, View};
use crate::wasi::Wasi;
use std::sync::Arc;
use wasmtime::component::ResourceTable;
use wasmtime::{Engine, Store};
use wasmtime_wasi::p1::WasiP1Ctx;
use wasmtime_wasi::{WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

/// Bytes of one set of fields in memory, whether the guest made it or the host.
const MOST_FIELDS: usize = 128 << 10;

pub struct State {
    pub limits: Limits,
    pub udp: udp::Sockets,
    table: ResourceTable,
    wasi: Wasi,
    http: WasiHttpCtx,
    hooks: Hooks,
    stores: Stores,
}

impl State {
    pub fn new(wasi: Wasi, hooks: Hooks, stores: Access, limits: Limits) -> State {
        let mut http = WasiHttpCtx::new();
        http.set_field_size_limit(MOST_FIELDS);
        let stores = Stores::new(stores);
        let udp = udp::Sockets::default();
        State { limits, udp, table: ResourceTable::new(), wasi, http, hooks, stores }
    }

    pub fn sockets_policy(&self) -> Option<&Arc<Policy>> {
        self.wasi.sockets.as_ref()
    }

    pub fn stores(&mut self) -> View<'_> {
        View { table: &mut self.table, stores: &mut self.stores }
    }

    pub fn preview1(&mut self) -> &mut WasiP1Ctx {
        self.wasi.preview1()
    }
}

impl State {
    /// A store in which guests yield at each tick and keep to the limits.
    pub fn into_store(self, engine: &Engine) -> Store<State> {
        let mut store = Store::new(engine, self);
        store.limiter(|state| &mut state.limits);
        store.set_epoch_deadline(1);
        store.epoch_deadline_async_yield_and_update(1);
        store
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: self.wasi.get(), table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.hooks, table: &mut self.table, ctx: &mut self.http }
    }
}
