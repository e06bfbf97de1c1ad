//! The HTTP side of the music app. The sums and the sound come from components in C++.

mod query;
mod response;
mod tune;

use query::Query;
use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{IncomingRequest, Method, ResponseOutparam};

mod parts {
    wit_bindgen::generate!({ path: "../wit", world: "handler" });
}
use parts::torpor::music::mul::multiply;

struct Handler;
wasip2::http::proxy::export!(Handler);

impl Guest for Handler {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let target = request.path_with_query().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let query = Query::new(query);
        if !matches!(request.method(), Method::Get | Method::Head) {
            return response::text(out, 405, "Only GET and HEAD are understood here.\n");
        }
        match path {
            "/music" => match (query.number("tempo", 120), query.number("seed", 0)) {
                (Ok(tempo), Ok(seed)) => tune::play(out, tempo, seed),
                (Err(why), _) | (_, Err(why)) => response::text(out, 400, &why),
            },
            "/mul" => match (query.number("a", 6), query.number("b", 7)) {
                (Ok(a), Ok(b)) => answer_product(out, a, b),
                (Err(why), _) | (_, Err(why)) => response::text(out, 400, &why),
            },
            "/" => response::page(out, 200),
            _ => response::page(out, 404),
        }
    }
}

fn answer_product(out: ResponseOutparam, a: i64, b: i64) {
    match multiply(a, b) {
        Some(product) => response::text(out, 200, &format!("{product}\n")),
        None => response::text(out, 400, "The product does not fit 64 bits.\n"),
    }
}
