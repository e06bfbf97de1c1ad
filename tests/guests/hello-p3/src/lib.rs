//! An app of WASI 0.3, made with Spin's SDK. What it does is the path's last segment.

mod sockets;

use bytes::Bytes;
use futures::SinkExt;
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use spin_sdk::http::body::{self, IncomingBodyExt};
use spin_sdk::http::{EmptyBody, Request, Response, send};
use spin_sdk::{http_service, time, wasip3};
use std::cell::Cell;
use std::time::Duration;

thread_local! {
    static REQUESTS: Cell<u32> = const { Cell::new(0) };
}

#[http_service]
async fn handle(request: Request) -> anyhow::Result<Response<BoxBody>> {
    let seen = REQUESTS.get() + 1;
    REQUESTS.set(seen);
    let uri = request.uri().clone();
    let query = uri.query().unwrap_or_default();
    Ok(match uri.path() {
        "/" => text("Hello from WASI 0.3!\n"),
        "/count" => text(seen.to_string()),
        "/echo" => Response::new(box_body(request.into_body())),
        "/length" => text(request.into_body().bytes().await?.len().to_string()),
        "/sleep" => {
            time::sleep(milliseconds(query)).await;
            text("slept")
        }
        "/big" => big(query.parse()?),
        "/drip" => drip(milliseconds(query)),
        "/linger" => linger(milliseconds(query)),
        "/fetch" => fetch(query).await?,
        "/tcp" => text(sockets::tcp(query).await),
        "/udp" => text(sockets::udp(query).await),
        "/loop" => loop {
            std::hint::black_box(0);
        },
        "/trap" => panic!("as asked"),
        _ => text(format!("{:?}", request.headers())),
    })
}

type BoxBody = UnsyncBoxBody<Bytes, anyhow::Error>;

/// As `spin_sdk::http::box_body` since 7.0.0.
fn box_body<B>(body: B) -> BoxBody
where
    B: http_body::Body<Data = Bytes, Error: Into<anyhow::Error>> + Send + 'static,
{
    body.map_err(Into::into).boxed_unsync()
}

fn text(text: impl Into<Bytes>) -> Response<BoxBody> {
    Response::new(box_body(spin_sdk::http::FullBody::new(text.into())))
}

fn milliseconds(query: &str) -> Duration {
    Duration::from_millis(query.parse().unwrap_or(0))
}

/// So many bytes, in pieces.
fn big(mut bytes: usize) -> Response<BoxBody> {
    let (mut to, body) = body::stream::<Bytes>();
    let piece = Bytes::from(vec![b'x'; 64 << 10]);
    wasip3::spawn(async move {
        while bytes > 0 {
            let next = piece.slice(..bytes.min(piece.len()));
            bytes -= next.len();
            if to.send(next).await.is_err() {
                break;
            }
        }
    });
    Response::new(box_body(body))
}

/// Five lines, some time apart.
fn drip(pause: Duration) -> Response<BoxBody> {
    let (mut to, body) = body::stream::<String>();
    wasip3::spawn(async move {
        for line in 0..5 {
            if to.send(format!("{line}\n")).await.is_err() {
                break;
            }
            time::sleep(pause).await;
        }
    });
    Response::new(box_body(body))
}

/// Goes on for some time after the response.
fn linger(pause: Duration) -> Response<BoxBody> {
    wasip3::spawn(async move {
        time::sleep(pause).await;
        println!("lingered");
    });
    text("answered")
}

async fn fetch(url: &str) -> anyhow::Result<Response<BoxBody>> {
    match send(Request::get(url).body(EmptyBody::new())?).await {
        Err(error) => Ok(text(format!("no answer: {error}"))),
        Ok(response) => {
            let status = response.status().as_u16();
            let body = response.into_body().bytes().await?;
            Ok(text([format!("{status} ").as_bytes(), &body].concat()))
        }
    }
}
