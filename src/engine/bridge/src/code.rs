//! A loaded component.

use crate::engine::Engine;
use crate::error::{Error, Failure, Kind, give};
use crate::ffi::Slice;
use crate::pool::Place;
use crate::state::State;
use std::path::Path;
use std::sync::Arc;
use wasmtime::component::{Component, Linker};
use wasmtime_wasi_http::p2::bindings::ProxyPre;

pub struct Code {
    pub pre: ProxyPre<State>,
    instances: u32,
    _place: Place,
    pub engine: Arc<Engine>, // last: it outlives the pool of the pre-instance
}

impl Code {
    /// # Safety
    /// The file must hold native code that a compatible engine made.
    unsafe fn map(engine: Arc<Engine>, path: &Path) -> Result<Code, Failure> {
        let pool = engine.spare.take(engine.runtime()).map_err(|error| {
            Failure::of(Kind::Limit, &error.context("no room for another pool"))
        })?;
        let component = unsafe { Component::deserialize_file(&pool.engine, path) }
            .map_err(|error| refused(path, &error))?;
        let pre = link(&pool.linker, &component)?;
        engine.ticker.add(&pool.engine);
        let instances = pool.options.instances_of(&component);
        Ok(Code { pre, instances, _place: pool.place, engine })
    }
}

fn refused(path: &Path, error: &wasmtime::Error) -> Failure {
    let kind = match error.downcast_ref::<std::io::Error>().map(std::io::Error::kind) {
        Some(std::io::ErrorKind::NotFound) => Kind::NotFound,
        Some(_) => Kind::Io,
        None => Kind::Invalid,
    };
    Failure { message: format!("{}: {error:#}", path.display()), ..Failure::of(kind, error) }
}

fn link(linker: &Linker<State>, component: &Component) -> Result<ProxyPre<State>, Failure> {
    linker
        .instantiate_pre(component)
        .and_then(ProxyPre::new)
        .map_err(|error| Failure::of(Kind::Unsupported, &error))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_code_map(
    engine: *const Engine,
    path: Slice,
    error: *mut Error,
) -> *const Code {
    let engine = unsafe { Engine::share(engine) };
    let path = unsafe { path.text() };
    match unsafe { Code::map(engine, Path::new(&path)) } {
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
