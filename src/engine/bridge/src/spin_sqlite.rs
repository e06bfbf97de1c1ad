//! fermyon:spin/sqlite in both of its generations, and spin:sqlite@3.

use crate::bindings::fermyon::spin::sqlite as old;
use crate::bindings::fermyon::spin2_0_0::sqlite as new;
use crate::bindings::spin::sqlite3_0_0::sqlite as v3;
use crate::sqlite::{Cell, Connection, Found};
use crate::stores::{Fault, View};
use wasmtime::component::{Resource, ResourceTableError};

/// The generations have the same types, each under a name of its own.
macro_rules! conversions {
    ($sqlite:ident) => {
        impl From<$sqlite::Value> for Cell {
            fn from(value: $sqlite::Value) -> Cell {
                match value {
                    $sqlite::Value::Integer(integer) => Cell::Integer(integer),
                    $sqlite::Value::Real(real) => Cell::Real(real),
                    $sqlite::Value::Text(text) => Cell::Text(text),
                    $sqlite::Value::Blob(bytes) => Cell::Blob(bytes),
                    $sqlite::Value::Null => Cell::Null,
                }
            }
        }

        impl From<Cell> for $sqlite::Value {
            fn from(cell: Cell) -> $sqlite::Value {
                match cell {
                    Cell::Integer(integer) => $sqlite::Value::Integer(integer),
                    Cell::Real(real) => $sqlite::Value::Real(real),
                    Cell::Text(text) => $sqlite::Value::Text(text),
                    Cell::Blob(bytes) => $sqlite::Value::Blob(bytes),
                    Cell::Null => $sqlite::Value::Null,
                }
            }
        }

        impl From<Found> for $sqlite::QueryResult {
            fn from(found: Found) -> $sqlite::QueryResult {
                let row = |cells: Vec<Cell>| $sqlite::RowResult {
                    values: cells.into_iter().map(Into::into).collect(),
                };
                $sqlite::QueryResult {
                    columns: found.columns,
                    rows: found.rows.into_iter().map(row).collect(),
                }
            }
        }

        impl From<Fault> for $sqlite::Error {
            fn from(fault: Fault) -> $sqlite::Error {
                match fault {
                    Fault::Unknown => $sqlite::Error::NoSuchDatabase,
                    Fault::Denied => $sqlite::Error::AccessDenied,
                    Fault::Full => $sqlite::Error::DatabaseFull,
                    Fault::Handle(_) => $sqlite::Error::InvalidConnection,
                    fault => $sqlite::Error::Io(fault.words()),
                }
            }
        }
    };
}

/// Those whose connections are resources have the same functions as well, and what `$also` names.
macro_rules! connections {
    ($sqlite:ident $(, $also:ident)?) => {
        impl $sqlite::Host for View<'_> {
            fn convert_error(&mut self, fault: Fault) -> wasmtime::Result<$sqlite::Error> {
                Ok(fault.into())
            }
        }

        impl $sqlite::HostConnection for View<'_> {
            async fn open(&mut self, database: String) -> Result<Resource<Connection>, Fault> {
                self.open_database(&database).await
            }

            async fn execute(
                &mut self,
                connection: Resource<Connection>,
                statement: String,
                parameters: Vec<$sqlite::Value>,
            ) -> Result<$sqlite::QueryResult, Fault> {
                self.run_statement(&connection, &statement, cells(parameters)).await.map(Into::into)
            }

            async fn drop(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
                Ok(self.close_database(connection)?)
            }

            $($also!();)?
        }
    };
}

/// What version 3 adds.
macro_rules! since_version_3 {
    () => {
        async fn last_insert_rowid(
            &mut self,
            connection: Resource<Connection>,
        ) -> wasmtime::Result<i64> {
            self.table.get(&connection)?.last_insert_rowid().await
        }

        async fn changes(&mut self, connection: Resource<Connection>) -> wasmtime::Result<u64> {
            self.table.get(&connection)?.changes().await
        }
    };
}

pub(crate) use {connections, conversions, since_version_3};

conversions!(old);
conversions!(new);
conversions!(v3);
connections!(new);
connections!(v3, since_version_3);

pub fn cells<V: Into<Cell>>(values: Vec<V>) -> Vec<Cell> {
    values.into_iter().map(Into::into).collect()
}

/// Handles are numbers here.
impl old::Host for View<'_> {
    async fn open(&mut self, database: String) -> Result<u32, Fault> {
        Ok(self.open_database(&database).await?.rep())
    }

    async fn execute(
        &mut self,
        connection: u32,
        statement: String,
        parameters: Vec<old::Value>,
    ) -> Result<old::QueryResult, Fault> {
        let connection = Resource::new_borrow(connection);
        self.run_statement(&connection, &statement, cells(parameters)).await.map(Into::into)
    }

    async fn close(&mut self, connection: u32) -> wasmtime::Result<()> {
        // A number that is none has nothing to close.
        let _ = self.close_database(Resource::new_own(connection));
        Ok(())
    }

    fn convert_error(&mut self, fault: Fault) -> wasmtime::Result<old::Error> {
        Ok(fault.into())
    }
}

impl View<'_> {
    pub async fn open_database(&mut self, label: &str) -> Result<Resource<Connection>, Fault> {
        self.stores.may_open_database()?;
        let connection = Connection::open(self.stores.access, label).await?;
        self.keep_database(connection)
    }

    pub fn keep_database(&mut self, connection: Connection) -> Result<Resource<Connection>, Fault> {
        self.stores.may_open_database()?;
        let connection = self.table.push(connection)?;
        self.stores.open_databases += 1;
        Ok(connection)
    }

    pub fn close_database(
        &mut self,
        connection: Resource<Connection>,
    ) -> Result<(), ResourceTableError> {
        self.table.delete(connection)?;
        self.stores.open_databases -= 1;
        Ok(())
    }

    pub async fn run_statement(
        &mut self,
        connection: &Resource<Connection>,
        statement: &str,
        parameters: Vec<Cell>,
    ) -> Result<Found, Fault> {
        self.table.get(connection)?.execute(statement, &parameters).await
    }
}
