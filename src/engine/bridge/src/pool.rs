//! A pool: what one loaded component runs in, an engine of its own with instance slots, and the
//! linker that gives its imports. Wasmtime cannot hand the memory of warm slots back, so a pool is
//! dropped with its component. See docs/decisions/0002-one-pool-per-loaded-component.md.

use crate::state::State;
use std::sync::{Arc, Mutex};
use wasmtime::component::Linker;
use wasmtime::{Config, Engine};

pub struct Pool {
    pub engine: Engine,
    pub linker: Linker<State>,
}

impl Pool {
    pub fn new(config: &Config) -> wasmtime::Result<Pool> {
        let engine = Engine::new(config)?;
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
        Ok(Pool { engine, linker })
    }
}

/// One pool made ahead, off the path of a wake.
#[derive(Clone)]
pub struct Spare {
    config: Arc<Config>,
    made: Arc<Mutex<Option<Pool>>>,
}

impl Spare {
    pub fn new(config: Config) -> Spare {
        Spare { config: Arc::new(config), made: Arc::default() }
    }

    /// The pool made ahead, or one made now. The next is made by a thread of `runtime`.
    pub fn take(&self, runtime: &tokio::runtime::Handle) -> wasmtime::Result<Pool> {
        let made = self.made.lock().unwrap().take();
        let pool = match made {
            Some(pool) => pool,
            None => Pool::new(&self.config)?,
        };
        self.refill(runtime);
        Ok(pool)
    }

    pub fn refill(&self, runtime: &tokio::runtime::Handle) {
        let spare = self.clone();
        runtime.spawn_blocking(move || {
            if spare.made.lock().unwrap().is_some() {
                return;
            }
            // Without address space there is no spare; the next take() reports why.
            if let Ok(pool) = Pool::new(&spare.config) {
                *spare.made.lock().unwrap() = Some(pool);
            }
        });
    }
}
