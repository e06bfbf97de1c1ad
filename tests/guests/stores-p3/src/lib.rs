//! A guest of WASI 0.3 that uses stores, databases and variables by Spin's SDK of that generation,
//! as its path says. The query is an argument, percent-encoding left as it is.

use futures::future::join_all;
use spin_sdk::http::{FullBody, Request, Response};
use spin_sdk::http_service;
use spin_sdk::key_value::Store;
use spin_sdk::sqlite::{Connection, Value};
use spin_sdk::variables;

/// The error as its interface names it.
type Answer = Result<String, String>;

#[http_service]
async fn handle(request: Request) -> anyhow::Result<Response<FullBody<bytes::Bytes>>> {
    let uri = request.uri().clone();
    let query = uri.query().unwrap_or_default();
    let answer = match uri.path() {
        "/set" => set(query).await,
        "/get" => get(query).await,
        "/delete" => delete(query).await,
        "/keys" => keys().await,
        "/some-keys" => some_keys().await,
        "/open" => Store::open(query)
            .await
            .map(|_| "open".into())
            .map_err(shown),
        "/open-database" => Connection::open(query)
            .await
            .map(|_| "open".into())
            .map_err(shown),
        "/many" => many(query.parse()?).await,
        "/rows" => rows(query.parse()?).await,
        "/wrong" => wrong().await,
        "/variable" => variables::get(query).await.map_err(shown),
        _ => Err("no such path".into()),
    };
    let (status, text) = match answer {
        Ok(text) => (200, text),
        Err(error) => (409, error),
    };
    Ok(Response::builder()
        .status(status)
        .body(FullBody::new(text.into()))?)
}

fn shown(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}

async fn store() -> Result<Store, String> {
    Store::open_default().await.map_err(shown)
}

async fn set(pair: &str) -> Answer {
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    store().await?.set(key, value).await.map_err(shown)?;
    Ok("set".into())
}

async fn get(key: &str) -> Answer {
    let store = store().await?;
    let exists = store.exists(key).await.map_err(shown)?;
    let value = store.get(key).await.map_err(shown)?;
    assert_eq!(exists, value.is_some());
    Ok(value.map_or("none".into(), |bytes| {
        String::from_utf8_lossy(&bytes).into_owned()
    }))
}

async fn delete(key: &str) -> Answer {
    store().await?.delete(key).await.map_err(shown)?;
    Ok("deleted".into())
}

/// How many there are, and the last.
async fn keys() -> Answer {
    let keys = store()
        .await?
        .get_keys()
        .await
        .collect()
        .await
        .map_err(shown)?;
    Ok(format!(
        "{} {}",
        keys.len(),
        keys.last().map_or("", String::as_str)
    ))
}

/// Three of them; nobody reads the others.
async fn some_keys() -> Answer {
    let mut keys = store().await?.get_keys().await;
    let mut some = Vec::new();
    for _ in 0..3 {
        some.extend(keys.next().await);
    }
    Ok(some.join(" "))
}

/// So many keys are set at once, and read back at once.
async fn many(count: usize) -> Answer {
    let store = store().await?;
    let names: Vec<_> = (0..count).map(|i| format!("many-{i:06}")).collect();
    for done in join_all(names.iter().map(|name| store.set(name, name))).await {
        done.map_err(shown)?;
    }
    for (got, name) in join_all(names.iter().map(|name| store.get(name)))
        .await
        .into_iter()
        .zip(&names)
    {
        assert_eq!(got.map_err(shown)?.as_deref(), Some(name.as_bytes()));
    }
    Ok("set and read".into())
}

/// So many rows are written in a transaction and read as a stream.
async fn rows(count: i64) -> Answer {
    let database = Connection::open_default().await.map_err(shown)?;
    let run = async |sql: &str, values: Vec<Value>| {
        let result = database.execute(sql, values).await.map_err(shown)?;
        result.collect().await.map_err(shown)
    };
    run(
        "CREATE TABLE IF NOT EXISTS numbers (n INTEGER, t TEXT)",
        vec![],
    )
    .await?;
    run("BEGIN", vec![]).await?;
    for n in 0..count {
        run(
            "INSERT INTO numbers VALUES (?, ?)",
            vec![Value::Integer(n), Value::Null],
        )
        .await?;
    }
    run("COMMIT", vec![]).await?;
    let changes = database.changes().await;
    let id = database.last_insert_rowid().await;
    let mut result = database
        .execute("SELECT n, t FROM numbers ORDER BY n", [])
        .await
        .map_err(shown)?;
    let columns = result.columns().join(",");
    let (mut rows, mut sum) = (0, 0);
    while let Some(row) = result.next().await {
        rows += 1;
        sum += row.get::<i64>(0).unwrap_or_default();
    }
    result.result().await.map_err(shown)?;
    Ok(format!(
        "{columns}: {rows} rows, sum {sum}, changes {changes}, last {id}"
    ))
}

async fn wrong() -> Answer {
    let database = Connection::open_default().await.map_err(shown)?;
    database
        .execute("SELECT * FROM absent", [])
        .await
        .map(|_| "found".into())
        .map_err(shown)
}
