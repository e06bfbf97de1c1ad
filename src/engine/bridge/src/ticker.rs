//! The ticker: makes guests that compute yield, by moving the epoch of every engine a little while
//! guests run. It sleeps while none does.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;
use wasmtime::{Engine, EngineWeak};

/// How long a guest computes before it yields: between one and two of these.
const TICK: Duration = Duration::from_millis(5);
/// Ticks without a running guest before the ticker sleeps. Waking it takes a system call, so it
/// stays awake between the requests of a busy server.
const PATIENCE: u32 = 40;

#[derive(Default)]
struct Shared {
    running: AtomicUsize, // guests inside a poll
    asleep: AtomicBool,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    engines: Vec<EngineWeak>,
    ended: bool,
}

pub struct Ticker {
    shared: Arc<Shared>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Ticker {
    pub fn new() -> std::io::Result<Ticker> {
        let shared = Arc::<Shared>::default();
        let ticking = shared.clone();
        let thread = std::thread::Builder::new()
            .name("torpor-ticker".into())
            .stack_size(64 << 10)
            .spawn(move || ticking.run())?;
        Ok(Ticker { shared, thread: Some(thread) })
    }

    /// A guest of the engine is likely to run soon: the ticker wakes now, off the guest's path.
    pub fn add(&self, engine: &Engine) {
        let mut state = self.shared.state.lock().unwrap();
        state.engines.retain(|engine| engine.upgrade().is_some());
        state.engines.push(engine.weak());
        drop(state);
        self.shared.wake_if_asleep();
    }

    /// A guest runs until the result is dropped.
    pub fn running(&self) -> Running<'_> {
        self.shared.running.fetch_add(1, SeqCst);
        self.shared.wake_if_asleep();
        Running(&self.shared)
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.shared.state.lock().unwrap().ended = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub struct Running<'a>(&'a Shared);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, SeqCst);
    }
}

impl Shared {
    fn wake_if_asleep(&self) {
        if !self.asleep.load(SeqCst) {
            return;
        }
        let state = self.state.lock().unwrap();
        self.asleep.store(false, SeqCst);
        drop(state); // or the ticker would wake only to wait for it
        self.changed.notify_one();
    }

    fn run(&self) {
        let mut idle = 0;
        let mut state = self.state.lock().unwrap();
        while !state.ended {
            idle = if self.running.load(SeqCst) == 0 { idle + 1 } else { 0 };
            if idle < PATIENCE {
                state = self.changed.wait_timeout(state, TICK).unwrap().0;
                state.tick();
                continue;
            }
            // Who starts to run from here on sees `asleep`; who started before is seen here.
            self.asleep.store(true, SeqCst);
            while self.asleep.load(SeqCst) && self.running.load(SeqCst) == 0 && !state.ended {
                state = self.changed.wait(state).unwrap();
            }
            self.asleep.store(false, SeqCst);
            idle = 0;
        }
    }
}

impl State {
    fn tick(&self) {
        for engine in self.engines.iter().filter_map(EngineWeak::upgrade) {
            engine.increment_epoch();
        }
    }
}
