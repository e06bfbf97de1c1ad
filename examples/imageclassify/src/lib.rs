//! An image classifier with a web page, whose users need a token that a smart contract knows.
//!
//! A request passes `routes`, which asks `auth` whether it may, `picture` to make numbers of its
//! image, `model` to make scores of the numbers, and `labels` to name the best of them.

mod address;
mod assets;
mod auth;
mod http;
mod labels;
mod model;
mod permission;
mod picture;
mod reply;
mod routes;
mod scores;
mod settings;
mod token;

use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{IncomingRequest, ResponseOutparam};

mod bindings {
    wit_bindgen::generate!({ path: "wit", world: "imageclassify", generate_all });
}

struct Classifier;
wasip2::http::proxy::export!(Classifier);

impl Guest for Classifier {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let reply = routes::answer(&request).unwrap_or_else(reply::Refusal::into_reply);
        http::send(out, reply);
    }
}
