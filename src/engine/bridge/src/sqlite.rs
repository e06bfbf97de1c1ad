//! A SQL connection, and the rows that C++ answers a statement with.

use crate::ffi::{Pointer, Slice, array};
use crate::stores::{Access, Answer, Fault, Patience, Step, Table, ask, patiently};
use std::ffi::c_void;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

/// `bridge_sql_type`.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Null,
    Integer,
    Real,
    Text,
    Blob,
}

/// `bridge_sql_value`.
#[repr(C)]
pub struct Value {
    pub kind: Type,
    pub integer: i64,
    pub real: f64,
    pub bytes: Slice,
}

impl Value {
    const NULL: Value = Value { kind: Type::Null, integer: 0, real: 0.0, bytes: Slice::EMPTY };

    fn of(cell: &Cell) -> Value {
        match cell {
            Cell::Null => Value::NULL,
            Cell::Integer(integer) => {
                Value { kind: Type::Integer, integer: *integer, ..Value::NULL }
            }
            Cell::Real(real) => Value { kind: Type::Real, real: *real, ..Value::NULL },
            Cell::Text(text) => {
                Value { kind: Type::Text, bytes: Slice::of(text.as_bytes()), ..Value::NULL }
            }
            Cell::Blob(bytes) => Value { kind: Type::Blob, bytes: Slice::of(bytes), ..Value::NULL },
        }
    }
}

/// A value of SQL, owned. The generations of the interface have types of their own for it.
pub enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl Cell {
    unsafe fn of(value: &Value) -> Cell {
        match value.kind {
            Type::Null => Cell::Null,
            Type::Integer => Cell::Integer(value.integer),
            Type::Real => Cell::Real(value.real),
            Type::Text => Cell::Text(unsafe { value.bytes.text() }),
            Type::Blob => Cell::Blob(unsafe { value.bytes.bytes() }.to_vec()),
        }
    }
}

/// What a statement gave.
#[derive(Default)]
pub struct Found {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// `bridge_rows`: an answer on its way, which C++ fills and ends at once or later.
#[derive(Default)]
pub struct Rows(Mutex<Filling>);

#[derive(Default)]
struct Filling {
    found: Found,
    end: Option<Result<(), Fault>>,
    waker: Option<Waker>,
}

impl Rows {
    async fn ended(&self) -> Result<Found, Fault> {
        std::future::poll_fn(|context| {
            let mut filling = self.0.lock().unwrap();
            match filling.end.take() {
                Some(end) => Poll::Ready(end.map(|()| std::mem::take(&mut filling.found))),
                None => {
                    filling.waker = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }

    fn end(&self, end: Result<(), Fault>) {
        let mut filling = self.0.lock().unwrap();
        filling.end = Some(end);
        if let Some(waker) = filling.waker.take() {
            waker.wake();
        }
    }
}

/// Shared by the handle that the guest has of it and by the statements that run.
#[derive(Clone)]
pub struct Connection(Arc<Opened>);

/// A handle of C++, closed when it is dropped.
struct Opened {
    table: &'static Table,
    host: Pointer,
}

impl Drop for Opened {
    fn drop(&mut self) {
        (self.table.close_database)(self.host.0);
    }
}

impl Connection {
    pub async fn open(access: Access, label: &str) -> Result<Connection, Fault> {
        let table = access.table.ok_or(Fault::Denied)?;
        let open = || {
            let mut host: *mut c_void = std::ptr::null_mut();
            let label = Slice::of(label.as_bytes());
            ask(|answer| (table.open_database)(access.host(), label, &mut host, answer), |_| ())?;
            Ok(Connection(Arc::new(Opened { table, host: Pointer(host) })))
        };
        patiently(open).await
    }

    pub async fn execute(&self, statement: &str, parameters: &[Cell]) -> Result<Found, Fault> {
        let mut patience = Patience::default();
        loop {
            match self.start(statement, parameters).ended().await {
                Err(Fault::Busy(words)) => patience.wait(words).await?,
                end => return end,
            }
        }
    }

    /// C++ copies what it needs beyond this call.
    fn start(&self, statement: &str, parameters: &[Cell]) -> Arc<Rows> {
        let rows = Arc::<Rows>::default();
        let statement = Slice::of(statement.as_bytes());
        let values: Vec<Value> = parameters.iter().map(Value::of).collect();
        let given = Arc::into_raw(rows.clone());
        (self.0.table.execute)(self.0.host.0, statement, values.as_ptr(), values.len(), given);
        rows
    }

    pub async fn last_insert_rowid(&self) -> wasmtime::Result<i64> {
        self.number(self.0.table.last_insert_rowid).await
    }

    pub async fn changes(&self) -> wasmtime::Result<u64> {
        Ok(self.number(self.0.table.changes).await? as u64)
    }

    /// The interfaces have no error for what gives one of these: nobody waits longer than for a
    /// statement of the same connection.
    async fn number(
        &self,
        call: extern "C" fn(*mut c_void, *mut Answer) -> Step,
    ) -> wasmtime::Result<i64> {
        let ask = || ask(|answer| call(self.0.host.0, answer), |answer| answer.number);
        let number = patiently(ask).await.map_err(|fault| wasmtime::Error::msg(fault.words()))?;
        Ok(number.unwrap_or_default())
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_rows_columns(rows: *const Rows, names: *const Slice, count: usize) {
    let names = unsafe { array(names, count) };
    let mut filling = unsafe { &*rows }.0.lock().unwrap();
    filling.found.columns = names.iter().map(|name| unsafe { name.text() }).collect();
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_rows_add(rows: *const Rows, values: *const Value, count: usize) {
    let values = unsafe { array(values, count) };
    let mut filling = unsafe { &*rows }.0.lock().unwrap();
    filling.found.rows.push(values.iter().map(|value| unsafe { Cell::of(value) }).collect());
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_rows_end(rows: *const Rows, step: Step, words: Slice) {
    let rows = unsafe { Arc::from_raw(rows) };
    let answer = Answer { bytes: words, ..Answer::NONE };
    let end = ask(
        |out| {
            unsafe { out.write(answer) };
            step
        },
        |_| (),
    );
    rows.end(end.map(|_| ()));
}
