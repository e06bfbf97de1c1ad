//! What is answered where.
//!
//! `POST /imageclassify` classifies; `GET` there is the page, and its files are below.

use serde_json::json;
use wasip2::http::types::{IncomingRequest, Method};

use crate::address::Address;
use crate::labels::Labels;
use crate::reply::{Refusal, Reply, Result};
use crate::scores::Scores;
use crate::{assets, auth, http, model, picture, settings};

const ROOT: &str = "/imageclassify";

/// How many classes an answer in JSON names.
const MOST_NAMED: usize = 5;

pub fn answer(request: &IncomingRequest) -> Result<Reply> {
    let target = request.path_with_query().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    match (request.method(), below_root(path).ok_or_else(assets::missing)?) {
        (Method::Get | Method::Head, "") => page(),
        (Method::Get | Method::Head, "config.json") => config(),
        (Method::Get | Method::Head, asset) => assets::read(asset),
        (Method::Post, "") => classify(request, query),
        (_, "") => Ok(not_allowed("GET, HEAD, POST")),
        (_, _) => Ok(not_allowed("GET, HEAD")),
    }
}

fn not_allowed(methods: &str) -> Reply {
    Refusal::new(405, "POST an image to /imageclassify, or GET its page.")
        .into_reply()
        .with("allow", methods)
}

/// The path without the app's own; none when it is not the app's.
fn below_root(path: &str) -> Option<&str> {
    match path.strip_prefix(ROOT)? {
        "" => Some(""),
        below => below.strip_prefix('/'),
    }
}

/// The page may load what the app serves, and talk to the app and the NEAR RPC.
fn page() -> Result<Reply> {
    let rpc = Address::parse(&settings::rpc_url()?).map(|rpc| rpc.origin()).unwrap_or_default();
    let policy = format!(
        "default-src 'self'; img-src 'self' blob: data:; connect-src 'self' {rpc}; base-uri 'none'; \
         object-src 'none'; frame-ancestors 'none'"
    );
    Ok(assets::read("index.html")?.with("content-security-policy", policy))
}

/// What the page has to know.
fn config() -> Result<Reply> {
    Ok(Reply::json(&json!({
        "rpcUrl": settings::rpc_url()?,
        "contract": settings::contract()?,
        "resource": auth::RESOURCE,
    })))
}

fn classify(request: &IncomingRequest, query: &str) -> Result<Reply> {
    auth::check(&http::headers(request, "authorization"))?;
    let scores = model::score(&picture::read(&http::read_body(request)?)?)?;
    let labels = Labels::read()?;
    let wants_scores = query.split('&').any(|word| word == "logits");
    let wants_json = http::headers(request, "accept").iter().any(|kinds| names_json(kinds));
    if wants_scores || wants_json {
        let mut answer = best(&scores, &labels);
        if wants_scores {
            answer["logits"] = json!(scores.0);
        }
        return Ok(Reply::json(&answer));
    }
    let class = scores.best(1).first().copied();
    let class = class.ok_or_else(|| Refusal::new(500, "The model of the app knows no classes."))?;
    Ok(Reply::text(labels.name(class, scores.0.len())))
}

/// Whether an `accept` header names JSON; what it prefers is not weighed.
fn names_json(kinds: &[u8]) -> bool {
    let is_json = |kind: &[u8]| {
        let name = kind.split(|byte| *byte == b';').next().unwrap_or(kind);
        name.trim_ascii() == b"application/json"
    };
    kinds.split(|byte| *byte == b',').any(is_json)
}

fn best(scores: &Scores, labels: &Labels) -> serde_json::Value {
    let named = |class: usize| {
        json!({
            "class": class,
            "label": labels.name(class, scores.0.len()),
            "probability": scores.probability(class),
        })
    };
    json!({ "best": scores.best(MOST_NAMED).into_iter().map(named).collect::<Vec<_>>() })
}
