//! A loaded component.

use crate::candidate;
use crate::decline::decline;
use crate::engine::Engine;
use crate::error::{Error, Failure, Kind, give};
use crate::ffi::Slice;
use crate::handler::{Handler, wagi};
use crate::inspect;
use crate::pool::{Place, Pool};
use crate::provide::provide;
use crate::state::State;
use std::path::Path;
use std::sync::Arc;
use wasmtime::component::{Component, Linker};
use wasmtime::{Module, Precompiled};

pub struct Code {
    pub handler: Handler,
    instances: u32,
    _place: Place,
    pub engine: Arc<Engine>, // last: it outlives the pool of the pre-instance
}

impl Code {
    /// # Safety
    /// The file must hold native code that a compatible engine made.
    unsafe fn map(
        engine: Arc<Engine>,
        path: &Path,
        kind: inspect::Handler,
    ) -> Result<Code, Failure> {
        let pool = engine.spare.take(kind.tasks(), engine.runtime()).map_err(|error| {
            Failure::of(Kind::Limit, &error.context("no room for another pool"))
        })?;
        engine.ticker.add(&pool.engine);
        let place = pool.place.clone();
        let (handler, instances) = if kind == inspect::Handler::Wagi && is_module(path) {
            unsafe { map_module(&pool, path)? }
        } else {
            unsafe { map_component(pool, path, kind)? }
        };
        Ok(Code { handler, instances, _place: place, engine })
    }
}

fn is_module(path: &Path) -> bool {
    matches!(wasmtime::Engine::detect_precompiled_file(path), Ok(Some(Precompiled::Module)))
}

unsafe fn map_module(pool: &Pool, path: &Path) -> Result<(Handler, u32), Failure> {
    let module = unsafe { Module::deserialize_file(&pool.engine, path) }
        .map_err(|error| refused(path, &error))?;
    let pre = wagi::link(&module).map_err(|error| Failure::of(Kind::Unsupported, &error))?;
    let instances = pool.options.instances_of(Some(module.resources_required()));
    Ok((Handler::WagiModule(pre), instances))
}

unsafe fn map_component(
    pool: Pool,
    path: &Path,
    kind: inspect::Handler,
) -> Result<(Handler, u32), Failure> {
    let component = unsafe { Component::deserialize_file(&pool.engine, path) }
        .map_err(|error| refused(path, &error))?;
    let handler = link(pool.linker, &component, kind)
        .map_err(|error| Failure::of(Kind::Unsupported, &error))?;
    let instances = pool.options.instances_of(component.resources_required());
    Ok((handler, instances))
}

fn refused(path: &Path, error: &wasmtime::Error) -> Failure {
    let kind = match error.downcast_ref::<std::io::Error>().map(std::io::Error::kind) {
        Some(std::io::ErrorKind::NotFound) => Kind::NotFound,
        Some(_) => Kind::Io,
        None => Kind::Invalid,
    };
    Failure { message: format!("{}: {error:#}", path.display()), ..Failure::of(kind, error) }
}

/// What WASI 0.2 has is there already.
fn link(
    mut linker: Linker<State>,
    component: &Component,
    kind: inspect::Handler,
) -> wasmtime::Result<Handler> {
    // Most components import nothing else, and a wake has no time to look.
    if let Ok(pre) = linker.instantiate_pre(component) {
        return Handler::new(kind, pre);
    }
    provide(&mut linker, component, kind.tasks())?;
    decline(&mut linker, component, kind.tasks())?;
    if !matches!(kind, inspect::Handler::WasiHttp02 | inspect::Handler::WasiHttp03) {
        candidate::amend(&mut linker, component)?;
    }
    Handler::new(kind, linker.instantiate_pre(component)?)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_code_map(
    engine: *const Engine,
    path: Slice,
    handler: inspect::Handler,
    error: *mut Error,
) -> *const Code {
    let engine = unsafe { Engine::share(engine) };
    let path = unsafe { path.text() };
    match unsafe { Code::map(engine, Path::new(&path), handler) } {
        Ok(code) => Arc::into_raw(Arc::new(code)),
        Err(failure) => unsafe { give(error, failure, std::ptr::null()) },
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_code_free(code: *const Code) {
    drop(unsafe { Arc::from_raw(code) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_code_instances(code: *const Code) -> u32 {
    unsafe { &*code }.instances
}
