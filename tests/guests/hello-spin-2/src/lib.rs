//! An app as the Rust SDK of 2023 makes it, of `wasi:http/incoming-handler@0.2.0-rc-2023-10-18`.

use spin_sdk::http::{IntoResponse, Method, Params, Request, Response, Router};
use spin_sdk::http_component;

#[http_component]
async fn handle(request: Request) -> anyhow::Result<impl IntoResponse> {
    let mut router = Router::new();
    router.get("/", hello);
    router.post("/echo", echo);
    router.get_async("/fetch", fetch);
    Ok(router.handle_async(request).await)
}

fn hello(request: Request, _: Params) -> anyhow::Result<Response> {
    let from = request.header("x-name").and_then(|name| name.as_str()).unwrap_or("2023");
    Ok(Response::builder()
        .status(200)
        .header("content-type", "text/plain")
        .header("x-path-info", header(&request, "spin-path-info"))
        .body(format!("Hello from {from}!\n"))
        .build())
}

fn header(request: &Request, name: &str) -> String {
    request.header(name).and_then(|value| value.as_str()).unwrap_or("none").to_owned()
}

fn echo(request: Request, _: Params) -> anyhow::Result<Response> {
    Ok(Response::new(201, request.into_body()))
}

/// GET of what `x-url` names, over `wasi:http/outgoing-handler`.
async fn fetch(request: Request, _: Params) -> anyhow::Result<Response> {
    let wanted = Request::builder().method(Method::Get).uri(header(&request, "x-url")).build();
    let answered: Result<Response, _> = spin_sdk::http::send(wanted).await;
    Ok(match answered {
        Ok(response) => {
            let status = format!("{} ", response.status());
            Response::new(200, [status.as_bytes(), response.body()].concat())
        }
        Err(error) => Response::new(502, error.to_string()),
    })
}
