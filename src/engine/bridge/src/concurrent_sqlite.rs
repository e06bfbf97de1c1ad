//! spin:sqlite@3.1: what 3.0 has, and the same with asynchronous functions.

use crate::bindings::concurrent::spin::sqlite3_1_0::sqlite as v3;
use crate::spin_sqlite::{cells, connections, conversions, since_version_3};
use crate::sqlite::{Cell, Connection, Found};
use crate::stores::{Fault, View, Viewed};
use wasmtime::component::{Accessor, FutureReader, Resource, ResourceTableError, StreamReader};

conversions!(v3);
connections!(v3, since_version_3);

type At<T> = Accessor<T, Viewed>;
type Answered = (Vec<String>, StreamReader<v3::RowResult>, FutureReader<Result<(), v3::Error>>);

fn find<T>(
    accessor: &At<T>,
    connection: &Resource<Connection>,
) -> Result<Connection, ResourceTableError> {
    accessor.with(|mut access| access.get().table.get(connection).cloned())
}

impl<T: 'static> v3::HostConnectionWithStore<T> for Viewed {
    async fn open_async(accessor: &At<T>, database: String) -> Result<Resource<Connection>, Fault> {
        let access = accessor.with(|mut access| access.get().stores.access);
        let connection = Connection::open(access, &database).await?;
        accessor.with(|mut access| access.get().keep_database(connection))
    }

    /// The rows are gathered before the first is given: a statement that fails after some rows is
    /// one that has failed.
    async fn execute_async(
        accessor: &At<T>,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<v3::Value>,
    ) -> Result<Answered, Fault> {
        let connection = find(accessor, &connection)?;
        let found = connection.execute(&statement, &cells(parameters)).await?;
        let v3::QueryResult { columns, rows } = found.into();
        accessor.with(|mut access| {
            let rows = StreamReader::new(&mut access, rows)?;
            let end = FutureReader::new(&mut access, async { Ok::<_, wasmtime::Error>(Ok(())) })?;
            Ok((columns, rows, end))
        })
    }

    async fn last_insert_rowid_async(
        accessor: &At<T>,
        connection: Resource<Connection>,
    ) -> wasmtime::Result<i64> {
        find(accessor, &connection)?.last_insert_rowid().await
    }

    async fn changes_async(
        accessor: &At<T>,
        connection: Resource<Connection>,
    ) -> wasmtime::Result<u64> {
        find(accessor, &connection)?.changes().await
    }
}
