//! fermyon:spin/sqlite in both of its generations, and spin:sqlite@3.
//!
//! ?sql= holds statements with ";;" in between, which run one after the other on one connection;
//! ?p= is the parameter of those that have one, a number when it looks like one. The answer has a
//! line for each row of the last, its values with "|" in between, after a line of the columns.

use std::time::Instant;

use crate::bindings::fermyon::spin::sqlite as old;
use crate::bindings::fermyon::spin2_0_0::sqlite as v2;
use crate::bindings::spin::sqlite3_0_0::sqlite as v3;
use crate::call::Call;
use crate::{Answer, shown};

/// The generations have the same types, each under a name of its own.
macro_rules! lines_of {
    ($sqlite:ident, $result:expr) => {{
        let result = $result;
        let mut lines = vec![result.columns.join("|")];
        for row in result.rows {
            let words: Vec<String> = row
                .values
                .into_iter()
                .map(|value| match value {
                    $sqlite::Value::Integer(number) => number.to_string(),
                    $sqlite::Value::Real(number) => format!("{number:.2}"),
                    $sqlite::Value::Text(text) => format!("'{text}'"),
                    $sqlite::Value::Blob(bytes) => format!("{bytes:?}"),
                    $sqlite::Value::Null => "null".into(),
                })
                .collect();
            lines.push(words.join("|"));
        }
        lines.join("\n")
    }};
}

macro_rules! parameters_of {
    ($sqlite:ident, $call:expr, $statement:expr) => {{
        let text = $call.text("p");
        let value = match (text.parse(), text.strip_prefix("0x")) {
            (Ok(number), _) => $sqlite::Value::Integer(number),
            (_, Some(bytes)) => $sqlite::Value::Blob(bytes.as_bytes().to_vec()),
            _ if text == "null" => $sqlite::Value::Null,
            _ if text.contains('.') => $sqlite::Value::Real(text.parse().unwrap_or_default()),
            _ => $sqlite::Value::Text(text),
        };
        if $statement.contains('?') {
            vec![value]
        } else {
            vec![]
        }
    }};
}

fn statements(call: &Call) -> Vec<String> {
    call.text("sql").split(";;").map(str::to_owned).collect()
}

pub fn answer(call: &Call) -> Answer {
    let connection = v3::Connection::open(&call.text("database")).map_err(shown)?;
    let mut lines = String::new();
    for statement in statements(call) {
        let parameters = parameters_of!(v3, call, statement);
        let result = connection.execute(&statement, &parameters).map_err(shown)?;
        lines = lines_of!(v3, result);
    }
    let (id, changes) = (connection.last_insert_rowid(), connection.changes());
    Ok(format!("{lines}\nlast {id} changes {changes}"))
}

/// ?n=N times one row of the table t, read or written (?only=); nanoseconds for all of it.
pub fn bench(call: &Call) -> Answer {
    let connection = v3::Connection::open(&call.text("database")).map_err(shown)?;
    let count = call.number("n", 1000) as i64;
    let start = Instant::now();
    for i in 0..count {
        let id = v3::Value::Integer(i % 1000);
        let done = if call.text("only") == "select" {
            connection.execute("SELECT name FROM t WHERE id = ?", &[id])
        } else {
            let name = v3::Value::Text(format!("name {i}"));
            connection.execute("INSERT OR REPLACE INTO t VALUES (?, ?)", &[id, name])
        };
        done.map_err(shown)?;
    }
    Ok(start.elapsed().as_nanos().to_string())
}

pub fn answer_2(call: &Call) -> Answer {
    let connection = v2::Connection::open(&call.text("database")).map_err(shown)?;
    let mut lines = String::new();
    for statement in statements(call) {
        let parameters = parameters_of!(v2, call, statement);
        let result = connection.execute(&statement, &parameters).map_err(shown)?;
        lines = lines_of!(v2, result);
    }
    Ok(lines)
}

pub fn answer_old(call: &Call) -> Answer {
    let connection = match call.text("handle").parse() {
        Ok(handle) => handle,
        Err(_) => old::open(&call.text("database")).map_err(shown)?,
    };
    let mut lines = String::new();
    for statement in statements(call) {
        let parameters = parameters_of!(old, call, statement);
        let result = old::execute(connection, &statement, &parameters).map_err(shown)?;
        lines = lines_of!(old, result);
    }
    old::close(connection);
    Ok(lines)
}
