//! `wasi:http/incoming-handler` of a release candidate of 0.2. Its request and its response are
//! those of 0.2; the linker has made up for the differences (see `crate::candidate`).

use super::p2;
use crate::call::{Answer, Incoming};
use crate::candidate::Candidate;
use crate::state::State;
use wasmtime::Store;
use wasmtime::component::{ComponentExportIndex, InstancePre, Resource};
use wasmtime_wasi_http::p2::bindings::http::types::{IncomingRequest, ResponseOutparam};

pub struct Handler {
    pub pre: InstancePre<State>,
    handle: ComponentExportIndex,
}

impl Handler {
    pub fn new(pre: InstancePre<State>) -> wasmtime::Result<Handler> {
        let handle = find_handle(&pre)
            .ok_or_else(|| wasmtime::format_err!("no wasi:http/incoming-handler is exported"))?;
        Ok(Handler { pre, handle })
    }

    pub async fn answer(
        &self,
        store: &mut Store<State>,
        request: Incoming,
        answer: Answer,
    ) -> wasmtime::Result<()> {
        type Parameters = (Resource<IncomingRequest>, Resource<ResponseOutparam>);
        let parameters = p2::parameters(store, request, answer)?;
        let instance = self.pre.instantiate_async(&mut *store).await?;
        let handle = instance.get_typed_func::<Parameters, ()>(&mut *store, self.handle)?;
        handle.call_async(store, parameters).await
    }
}

fn find_handle(pre: &InstancePre<State>) -> Option<ComponentExportIndex> {
    let component = pre.component();
    Candidate::ALL.into_iter().find_map(|candidate| {
        let name = format!("wasi:http/incoming-handler@{}", candidate.version());
        let handler = component.get_export_index(None, &name)?;
        component.get_export_index(Some(&handler), "handle")
    })
}
