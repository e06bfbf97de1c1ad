//! What all components share: the compiler, the ticker, the reactor and the spare pool.

use crate::candidate;
use crate::componentize::{componentize, is_preview1_command};
use crate::config::{Options, Tasks, config};
use crate::error::{Error, Failure, Kind, give};
use crate::ffi::{Buffer, Slice};
use crate::inspect::Handler;
use crate::pool::Spare;
use crate::ticker::Ticker;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::runtime::{Builder, Handle, Runtime};

/// Threads for blocking file operations of guests, and how long an idle one stays.
const BLOCKING_THREADS: usize = 8;
const KEEP_THREAD: Duration = Duration::from_secs(2);

pub struct Engine {
    pub ticker: Ticker,
    pub spare: Spare,
    compiler: wasmtime::Engine,
    many_compiler: OnceLock<wasmtime::Engine>, // for components whose guests have many tasks
    options: Options,
    runtime: Option<Runtime>, // none only while dropped
}

impl Engine {
    fn new(options: Options) -> wasmtime::Result<Engine> {
        let compiler = compiler(options, Tasks::One)?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .max_blocking_threads(BLOCKING_THREADS)
            .thread_keep_alive(KEEP_THREAD)
            .thread_name("torpor-wasi")
            .enable_all()
            .build()?;
        let spare = Spare::new(options);
        spare.refill(runtime.handle());
        Ok(Engine {
            ticker: Ticker::new()?,
            spare,
            compiler,
            many_compiler: OnceLock::new(),
            options,
            runtime: Some(runtime),
        })
    }

    /// The reactor that timers, sockets and files of guests need.
    pub fn runtime(&self) -> &Handle {
        self.runtime.as_ref().unwrap().handle()
    }

    /// # Safety
    /// `engine` must come from `bridge_engine_new`.
    pub unsafe fn share(engine: *const Engine) -> Arc<Engine> {
        unsafe {
            Arc::increment_strong_count(engine);
            Arc::from_raw(engine)
        }
    }

    fn compiler_for(&self, tasks: Tasks) -> wasmtime::Result<wasmtime::Engine> {
        if tasks == Tasks::One {
            return Ok(self.compiler.clone());
        }
        if let Some(made) = self.many_compiler.get() {
            return Ok(made.clone());
        }
        let made = compiler(self.options, tasks)?;
        Ok(self.many_compiler.get_or_init(|| made).clone())
    }

    fn compile(&self, wasm: &[u8], handler: Handler) -> Result<Vec<u8>, Failure> {
        let compiler = self.compiler_for(handler.tasks());
        let compiled = if handler == Handler::Wagi && is_preview1_command(wasm) {
            compiler.and_then(|compiler| compiler.precompile_module(wasm))
        } else {
            let mut component = componentize(wasm)?;
            candidate::adopt(&mut component)?;
            compiler.and_then(|compiler| compiler.precompile_component(&component))
        };
        compiled.map_err(|error| Failure::of(Kind::Invalid, &error))
    }
}

/// What compiles needs no slots. The pool is no part of what makes code compatible.
fn compiler(options: Options, tasks: Tasks) -> wasmtime::Result<wasmtime::Engine> {
    wasmtime::Engine::new(&config(&Options { instances: 1, ..options }, tasks))
}

impl Drop for Engine {
    fn drop(&mut self) {
        // A guest's blocking file operation may never end; nobody waits for it.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Changes when components are prepared for the compiler in another way (see `Engine::compile`).
const REVISION: [u8; 1] = [3];

/// Keeps what is hashed, for a digest that is not Rust's to choose.
struct Record(Vec<u8>);

impl Hasher for Record {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_engine_new(
    options: *const Options,
    error: *mut Error,
) -> *const Engine {
    match Engine::new(unsafe { *options }) {
        Ok(engine) => Arc::into_raw(Arc::new(engine)),
        Err(failed) => unsafe {
            give(error, Failure::of(Kind::Internal, &failed), std::ptr::null())
        },
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_engine_free(engine: *const Engine) {
    drop(unsafe { Arc::from_raw(engine) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_engine_compatibility(engine: *const Engine) -> Buffer {
    let mut record = Record(REVISION.to_vec());
    unsafe { &*engine }.compiler.precompile_compatibility_hash().hash(&mut record);
    record.0.into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_compile(
    engine: *const Engine,
    wasm: Slice,
    handler: Handler,
    code: *mut Buffer,
    error: *mut Error,
) -> bool {
    match unsafe { &*engine }.compile(unsafe { wasm.bytes() }, handler) {
        Ok(compiled) => {
            unsafe { code.write(compiled.into()) };
            true
        }
        Err(failure) => unsafe { give(error, failure, false) },
    }
}
