//! The wallet: pages on which the user signs in to apps and signs transactions.

mod back;
mod describe;
mod form;
mod guard;
mod login;
mod page;
mod sign;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::node::Node;
use form::Form;
use login::Login;
use sign::Request;

const STYLE: &str = include_str!("wallet.css");

pub fn routes() -> Router<Arc<Node>> {
    Router::new()
        .route("/login", get(show_login).post(decide_login))
        .route("/login/", get(show_login))
        .route("/sign", get(show_sign).post(decide_sign))
        .route("/sign/", get(show_sign))
        .route("/wallet.css", get(style))
        .layer(middleware::from_fn(guard::guard))
}

pub async fn overview(State(node): State<Arc<Node>>) -> Html<String> {
    Html(page::overview(&users(&node)))
}

async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

async fn show_login(State(node): State<Arc<Node>>, RawQuery(query): RawQuery) -> Response {
    let form = Form::parse(query.unwrap_or_default().as_bytes());
    show(Login::parse(&form).map(|login| page::login(&login, &users(&node))))
}

async fn decide_login(State(node): State<Arc<Node>>, body: Bytes) -> Response {
    in_background(move || {
        let form = Form::parse(&body);
        let login = Login::parse(&form)?;
        match Decision::parse(&form)? {
            Decision::Approve => login.approve(&node, &form),
            Decision::Reject => Ok(login.reject()),
        }
    })
    .await
}

async fn show_sign(RawQuery(query): RawQuery) -> Response {
    let form = Form::parse(query.unwrap_or_default().as_bytes());
    show(Request::parse(&form).map(|request| page::sign(&request)))
}

async fn decide_sign(State(node): State<Arc<Node>>, body: Bytes) -> Response {
    in_background(move || {
        let form = Form::parse(&body);
        let request = Request::parse(&form)?;
        match Decision::parse(&form)? {
            Decision::Approve => request.approve(&node),
            Decision::Reject => Ok(request.reject()),
        }
    })
    .await
}

enum Decision {
    Approve,
    Reject,
}

impl Decision {
    fn parse(form: &Form) -> Result<Self, String> {
        match form.need("decision")? {
            "approve" => Ok(Self::Approve),
            "reject" => Ok(Self::Reject),
            other => Err(format!("the decision {other:?} is neither approve nor reject")),
        }
    }
}

/// The accounts that sign in, those of users before those that hold the chain together.
fn users(node: &Node) -> Vec<near_primitives::types::AccountId> {
    node.read(|state| state.users().cloned().collect())
}

fn show(page: Result<String, String>) -> Response {
    match page {
        Ok(page) => Html(page).into_response(),
        Err(text) => refuse(&text),
    }
}

fn refuse(text: &str) -> Response {
    (StatusCode::BAD_REQUEST, Html(page::error(text))).into_response()
}

/// Runs what may run a contract off the threads that serve, then sends the browser on.
async fn in_background(work: impl FnOnce() -> Result<String, String> + Send + 'static) -> Response {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(address)) => (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response(),
        Ok(Err(text)) => refuse(&text),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "the wallet failed\n").into_response(),
    }
}
