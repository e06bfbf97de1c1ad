//! Answers every request with a greeting.

use wstd::http::{Body, Request, Response, Result};

#[wstd::http_server]
async fn main(request: Request<Body>) -> Result<Response<Body>> {
    let text = greeting(request.uri().path());
    let response = Response::builder().header("content-type", "text/plain");
    Ok(response.body(text.into())?)
}

fn greeting(path: &str) -> String {
    format!("Hello from Rust! You asked for {path}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greets_with_the_path() {
        assert_eq!(greeting("/tea"), "Hello from Rust! You asked for /tea\n");
    }
}
