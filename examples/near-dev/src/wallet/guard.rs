//! Who may use the wallet: the user, by the wallet's own pages. It holds keys, so no other site
//! may make it act, show it in a frame, or reach it under a name of its own.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Passes on what may come in; the answer gets the headers that keep it by itself.
pub async fn guard(request: Request, next: Next) -> Response {
    let refused = match request.method() {
        &Method::GET | &Method::HEAD => !names_this_machine(request.headers()),
        _ => !names_this_machine(request.headers()) || !comes_from_here(request.headers()),
    };
    if refused {
        return (StatusCode::FORBIDDEN, "another site may not use the wallet\n").into_response();
    }
    let mut response = next.run(request).await;
    for (name, value) in [
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        // Not no-referrer, under which a browser sends no origin with a form either.
        (header::REFERRER_POLICY, "same-origin"),
        // Without form-action: browsers apply it to where the form's answer leads, too.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A name that another site's owner can point at this machine is refused: an address or
/// `localhost` cannot be pointed elsewhere.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let Some(Ok(host)) = text(headers, header::HOST).map(str::parse::<Authority>) else {
        return false;
    };
    let name = host.host().trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || name.parse::<IpAddr>().is_ok()
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    match (text(headers, header::ORIGIN), text(headers, header::HOST)) {
        (Some(origin), Some(host)) => origin == format!("http://{host}"),
        _ => false,
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
