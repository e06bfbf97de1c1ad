//! A pool: what one loaded component runs in, an engine of its own with instance slots, and the
//! linker that gives its imports. Wasmtime cannot hand the memory of warm slots back, so a pool is
//! dropped with its component. See docs/decisions/0002-one-pool-per-loaded-component.md.

use crate::config::{Options, Tasks, config};
use crate::handler::p3;
use crate::outgoing;
use crate::sockets;
use crate::state::State;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::Handle;
use wasmtime::Engine;
use wasmtime::component::Linker;
use wasmtime_wasi_http::p2::bindings::LinkOptions;
use wasmtime_wasi_http::p2::bindings::http::types;
use wasmtime_wasi_http::{WasiHttp, WasiHttpView};

pub struct Pool {
    pub options: Options,
    pub engine: Engine,
    pub linker: Linker<State>,
    pub place: Place,
}

/// Counts the pools that live.
pub type Place = Arc<()>;

impl Pool {
    fn new(options: Options, tasks: Tasks, place: Place) -> wasmtime::Result<Pool> {
        let engine = Engine::new(&config(&options, tasks))?;
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        let http = (&LinkOptions::default()).into();
        types::add_to_linker::<_, WasiHttp>(&mut linker, &http, State::http)?;
        outgoing::add_to_linker(&mut linker)?;
        if tasks == Tasks::Many {
            p3::add_to_linker(&mut linker)?;
        }
        sockets::add_to_linker(&mut linker, tasks)?;
        Ok(Pool { options, engine, linker, place })
    }
}

/// So many pools are large. They take half of the 47 bits of address space; those that come later
/// are small, and some hundreds of them fit into the other half.
const LARGE: usize = 60;
/// How long a wake takes at most, as a rule. Making a pool meanwhile would slow it down.
const WAKE: Duration = Duration::from_millis(5);

/// One pool made ahead, off the path of a wake.
#[derive(Clone)]
pub struct Spare {
    options: Options,
    places: Place,
    made: Arc<Mutex<Option<Pool>>>,
}

impl Spare {
    pub fn new(options: Options) -> Spare {
        Spare { options, places: Place::default(), made: Arc::default() }
    }

    /// The pool made ahead, or one made now. The next is made by a thread of `runtime`, a moment
    /// later. One for many tasks is always made now.
    pub fn take(&self, tasks: Tasks, runtime: &Handle) -> wasmtime::Result<Pool> {
        if tasks == Tasks::Many {
            return self.make(tasks);
        }
        let made = self.made.lock().unwrap().take();
        let pool = match made {
            Some(pool) => pool,
            None => self.make(Tasks::One)?,
        };
        self.refill_later(runtime);
        Ok(pool)
    }

    fn refill_later(&self, runtime: &Handle) {
        let spare = self.clone();
        runtime.spawn(async move {
            tokio::time::sleep(WAKE).await;
            spare.refill(&Handle::current());
        });
    }

    pub fn refill(&self, runtime: &Handle) {
        let spare = self.clone();
        runtime.spawn_blocking(move || {
            if spare.made.lock().unwrap().is_some() {
                return;
            }
            // Without address space there is no spare; the next take() reports why.
            if let Ok(pool) = spare.make(Tasks::One) {
                *spare.made.lock().unwrap() = Some(pool);
            }
        });
    }

    fn make(&self, tasks: Tasks) -> wasmtime::Result<Pool> {
        let is_large = Arc::strong_count(&self.places) <= LARGE;
        let options = if is_large { self.options } else { self.options.small() };
        Pool::new(options, tasks, self.places.clone())
    }
}
