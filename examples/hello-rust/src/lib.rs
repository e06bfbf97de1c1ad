//! An HTTP app in Rust: every request is answered with one line of text.

use wstd::http::{Body, Request, Response, Result};

#[wstd::http_server]
async fn main(_request: Request<Body>) -> Result<Response<Body>> {
    let response = Response::builder().header("content-type", "text/plain");
    Ok(response.body("Hello from Rust!\n".into())?)
}
