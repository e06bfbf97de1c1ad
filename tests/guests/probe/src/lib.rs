//! A guest that does what its request's path says, good or bad; ../README.md lists the paths.
//!
//! Only the last segment of the path counts, so the guest can stand under any route.

mod call;
mod heads;
mod hostile;
mod outbound;
mod streams;
mod world;

use call::Call;
use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{IncomingRequest, ResponseOutparam};

struct Probe;
wasip2::http::proxy::export!(Probe);

impl Guest for Probe {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let call = Call::new(request, out);
        match behaviour(call.behaviour()) {
            Some(act) => act(call),
            None => call.reply(404, "no such behaviour\n"),
        }
    }
}

fn behaviour(name: &str) -> Option<fn(Call)> {
    Some(match name {
        "" | "hello" => |call| call.reply(200, "Hello from the probe!\n"),

        "headers" => heads::headers,
        "status" => heads::status,
        "many-headers" => heads::many_headers,
        "bad-header" => heads::bad_header,
        "set-error" => heads::set_error,

        "echo" => streams::echo,
        "big" => streams::big,
        "drip" => streams::drip,
        "trailers" => streams::trailers,
        "request-trailers" => streams::request_trailers,
        "body-ignored" => streams::body_ignored,
        "read-slow" => streams::read_slow,
        "linger" => streams::linger,

        "loop" => hostile::endless_loop,
        "alloc" => hostile::endless_allocation,
        "recurse" => hostile::endless_recursion,
        "trap-before" => hostile::trap_before,
        "trap-after" => hostile::trap_after,
        "no-response" => hostile::no_response,
        "never-finish-body" => hostile::never_finish_body,
        "exit" => hostile::exit,

        "count" => world::count,
        "sleep" => world::sleep,
        "cpu" => world::cpu,
        "memory" => world::memory,
        "env" => world::env,
        "file" => world::file,
        "write-file" => world::write_file,
        "list-dir" => world::list_dir,
        "random" => world::random,
        "clock" => world::clock,
        "stdout" => world::stdout,
        "stderr" => world::stderr,

        "fetch" => outbound::fetch,
        "fetch-post" => outbound::fetch_post,
        "connect" => outbound::connect,
        "udp" => outbound::udp,
        "listen" => outbound::listen,
        "resolve" => outbound::resolve,
        _ => return None,
    })
}
