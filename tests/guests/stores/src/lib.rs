//! A guest that uses stores, databases and variables, each interface under a path of its own, as
//! its request says; ../README.md lists the paths.
//!
//! Every answer is text: 200 and what was found, or 409 and the error as Rust shows it.

#[path = "../../probe/src/call.rs"]
#[allow(dead_code)]
mod call;
mod key_value;
mod sqlite;
mod variables;
mod wasi_key_value;

use call::Call;
use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{IncomingRequest, ResponseOutparam};

mod bindings {
    wit_bindgen::generate!({
        path: "../../../src/engine/bridge/wit",
        world: "stores",
        generate_all,
    });
}

struct Stores;
wasip2::http::proxy::export!(Stores);

/// What an interface makes of an operation.
type Answer = Result<String, String>;

impl Guest for Stores {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let call = Call::new(request, out);
        let answer = match call.behaviour() {
            "fill" => return key_value::fill(call),
            "key-value" => key_value::answer(&call),
            "key-value-old" => key_value::answer_old(&call),
            "wasi-key-value" => wasi_key_value::answer(&call),
            "sqlite" => sqlite::answer(&call),
            "sqlite-bench" => sqlite::bench(&call),
            "sqlite-2" => sqlite::answer_2(&call),
            "sqlite-old" => sqlite::answer_old(&call),
            "variables" => variables::answer(&call),
            "config" => variables::answer_old(&call),
            "wasi-config" => variables::answer_wasi(&call),
            other => Err(format!("no interface {other}")),
        };
        match answer {
            Ok(text) => call.reply(200, &text),
            Err(error) => call.reply(409, &error),
        }
    }
}

/// An error as its interface names it.
fn shown(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}

fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}
