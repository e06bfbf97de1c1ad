//! The HTTP server: the RPC by POST at `/`, for pages of any site; the wallet for itself alone.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::node::Node;
use crate::{rpc, wallet};

/// A contract of the largest size, in base64, with room to spare.
const MAX_BODY: usize = 8 << 20;

pub fn routes(node: Arc<Node>) -> Router {
    let rpc = Router::new()
        .route("/", get(wallet::overview).post(call).options(preflight))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn(allow_any_origin));
    rpc.merge(wallet::routes()).with_state(node)
}

async fn call(State(node): State<Arc<Node>>, body: Bytes) -> Response {
    match tokio::task::spawn_blocking(move || rpc::answer(&node, &body).to_string()).await {
        Ok(answer) => ([(header::CONTENT_TYPE, "application/json")], answer).into_response(),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "the node failed\n").into_response(),
    }
}

async fn preflight() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The chain is public, and what changes it is signed: any page may ask.
async fn allow_any_origin(request: axum::extract::Request, next: Next) -> Response {
    const HEADERS: [(HeaderName, &str); 4] = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
