//! What C++ keeps for guests: key-value stores, SQL databases, variables. Here is how it is asked;
//! `key_value`, `sqlite` and `variables` are what guests see of it.

use crate::ffi::{Field, Pointer, Slice, VisitField};
use crate::sqlite::{Rows, Value};
use std::ffi::c_void;
use std::time::Duration;
use wasmtime::component::{HasData, ResourceTable, ResourceTableError};

/// Handles of one kind that an instance may have open, as in Spin.
const MOST_OPEN: usize = 256;

/// How long a guest waits for somebody else's write, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LAST_PAUSE: Duration = Duration::from_millis(32);

/// `bridge_store_step`. C++ makes them.
#[allow(dead_code)]
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Done,
    Absent,
    Busy,
    Unknown,
    Denied,
    Full,
    Failed,
}

/// `bridge_variable_step`. C++ makes them.
#[allow(dead_code)]
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum VariableStep {
    Done,
    InvalidName,
    Undefined,
    Provider,
    Other,
}

/// `bridge_answer`.
#[repr(C)]
pub struct Answer {
    pub bytes: Slice,
    pub list: *const Slice,
    pub count: usize,
    pub number: i64,
}

impl Answer {
    pub const NONE: Answer =
        Answer { bytes: Slice::EMPTY, list: std::ptr::null(), count: 0, number: 0 };
}

type Host = *mut c_void;

/// `bridge_store_table`; lives as long as the program.
#[repr(C)]
pub struct Table {
    pub open_store: extern "C" fn(Host, Slice, *mut Host, *mut Answer) -> Step,
    pub close_store: extern "C" fn(Host),
    pub get: extern "C" fn(Host, Slice, *mut Answer) -> Step,
    pub set: extern "C" fn(Host, Slice, Slice, *mut Answer) -> Step,
    pub remove: extern "C" fn(Host, Slice, *mut Answer) -> Step,
    pub exists: extern "C" fn(Host, Slice, *mut Answer) -> Step,
    pub list_keys: extern "C" fn(Host, Slice, *mut Answer) -> Step,
    pub get_many: extern "C" fn(Host, *const Slice, usize, *mut Answer) -> Step,
    pub set_many: extern "C" fn(Host, *const Field, usize, *mut Answer) -> Step,
    pub remove_many: extern "C" fn(Host, *const Slice, usize, *mut Answer) -> Step,
    pub increment: extern "C" fn(Host, Slice, i64, *mut Answer) -> Step,
    pub swap: extern "C" fn(Host, Slice, Slice, Slice, *mut Answer) -> Step,

    pub open_database: extern "C" fn(Host, Slice, *mut Host, *mut Answer) -> Step,
    pub close_database: extern "C" fn(Host),
    pub execute: extern "C" fn(Host, Slice, *const Value, usize, *const Rows),
    pub last_insert_rowid: extern "C" fn(Host, *mut Answer) -> Step,
    pub changes: extern "C" fn(Host, *mut Answer) -> Step,

    pub variable: extern "C" fn(Host, Slice, *mut Slice) -> VariableStep,
    pub variables: extern "C" fn(Host, *mut c_void, VisitField, *mut Slice) -> VariableStep,
}

/// `bridge_stores`: none of it for a guest that has no grants at all.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Access {
    pub table: Option<&'static Table>,
    host: Pointer,
}

impl Access {
    pub fn host(&self) -> *mut c_void {
        self.host.0
    }
}

/// Why a call came to nothing.
pub enum Fault {
    /// Somebody else writes: nothing has happened.
    Busy(String),
    Unknown,
    Denied,
    TooManyOpen,
    Full,
    Failed(String),
    /// The guest gave a handle that is none.
    Handle(ResourceTableError),
    /// Of Wasmtime.
    Broken(wasmtime::Error),
    NoSuchKey,
}

impl From<wasmtime::Error> for Fault {
    fn from(error: wasmtime::Error) -> Fault {
        Fault::Broken(error)
    }
}

impl Fault {
    /// For guests whose interface has no name for it.
    pub fn words(self) -> String {
        match self {
            Fault::Busy(words) | Fault::Failed(words) => words,
            Fault::Unknown => "no such store".into(),
            Fault::Denied => "access denied".into(),
            Fault::TooManyOpen => "too many are open".into(),
            Fault::Full => "no space is left".into(),
            Fault::Handle(error) => error.to_string(),
            Fault::Broken(error) => error.to_string(),
            Fault::NoSuchKey => "no such key".into(),
        }
    }
}

impl From<ResourceTableError> for Fault {
    fn from(error: ResourceTableError) -> Fault {
        Fault::Handle(error)
    }
}

/// Asks C++ something. None: what was asked for is not there.
pub fn ask<T>(
    call: impl FnOnce(*mut Answer) -> Step,
    take: impl FnOnce(&Answer) -> T,
) -> Result<Option<T>, Fault> {
    let mut answer = Answer::NONE;
    let step = call(&mut answer);
    let words = || unsafe { answer.bytes.text() };
    match step {
        Step::Done => Ok(Some(take(&answer))),
        Step::Absent => Ok(None),
        Step::Busy => Err(Fault::Busy(words())),
        Step::Unknown => Err(Fault::Unknown),
        Step::Denied => Err(Fault::Denied),
        Step::Full => Err(Fault::Full),
        Step::Failed => Err(Fault::Failed(words())),
    }
}

/// Asks until nobody else writes, for as long as that is worth waiting for.
pub async fn patiently<T>(mut ask: impl FnMut() -> Result<T, Fault>) -> Result<T, Fault> {
    let mut patience = Patience::default();
    loop {
        match ask() {
            Err(Fault::Busy(words)) => patience.wait(words).await?,
            answer => return answer,
        }
    }
}

pub struct Patience {
    pause: Duration,
    waited: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience { pause: FIRST_PAUSE, waited: Duration::ZERO }
    }
}

impl Patience {
    /// A little longer each time; a failure with `words` when it has ended.
    pub async fn wait(&mut self, words: String) -> Result<(), Fault> {
        if self.waited >= PATIENCE {
            return Err(Fault::Failed(words));
        }
        tokio::time::sleep(self.pause).await;
        self.waited += self.pause;
        self.pause = (self.pause * 2).min(LAST_PAUSE);
        Ok(())
    }
}

/// What an instance has open, counted.
pub struct Stores {
    pub access: Access,
    pub open_stores: usize,
    pub open_databases: usize,
    pub cas_bytes: usize,
}

impl Stores {
    pub fn new(access: Access) -> Stores {
        Stores { access, open_stores: 0, open_databases: 0, cas_bytes: 0 }
    }

    pub fn may_open_store(&self) -> Result<(), Fault> {
        if self.open_stores < MOST_OPEN { Ok(()) } else { Err(Fault::TooManyOpen) }
    }

    pub fn may_open_database(&self) -> Result<(), Fault> {
        if self.open_databases < MOST_OPEN { Ok(()) } else { Err(Fault::TooManyOpen) }
    }
}

/// The state of a guest as the interfaces of this kind see it.
pub struct View<'a> {
    pub table: &'a mut ResourceTable,
    pub stores: &'a mut Stores,
}

/// For the linker: how a `View` comes from a `State`.
pub struct Viewed;

impl HasData for Viewed {
    type Data<'a> = View<'a>;
}
