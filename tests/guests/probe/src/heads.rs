//! What a head can hold: the request's is shown, the response's is stretched.

use wasip2::http::types::{ErrorCode, Fields, Method, Scheme};

use crate::call::Call;

/// The request's head as the guest sees it, a line for each part, then one for each header.
pub fn headers(call: Call) {
    let request = &call.request;
    let mut lines = vec![
        format!("method: {}", method_name(&request.method())),
        format!(
            "path-with-query: {}",
            request.path_with_query().unwrap_or_default()
        ),
        format!("authority: {}", request.authority().unwrap_or_default()),
        format!(
            "scheme: {}",
            request.scheme().map(scheme_name).unwrap_or_default()
        ),
        String::new(),
    ];
    for (name, value) in request.headers().entries() {
        lines.push(format!("{name}: {}", String::from_utf8_lossy(&value)));
    }
    call.reply(200, &(lines.join("\n") + "\n"));
}

fn method_name(method: &Method) -> String {
    match method {
        Method::Other(name) => name.clone(),
        known => format!("{known:?}")
            .trim_start_matches("Method::")
            .to_uppercase(),
    }
}

fn scheme_name(scheme: Scheme) -> String {
    match scheme {
        Scheme::Http => "http".to_string(),
        Scheme::Https => "https".to_string(),
        Scheme::Other(name) => name,
    }
}

/// ?code=N, with no body at all.
pub fn status(call: Call) {
    let code = call.number("code", 200) as u16;
    call.start(code, &[]).finish(None);
}

/// ?n=N headers of the response, x-0 and on; &size=BYTES of value in each.
pub fn many_headers(call: Call) {
    let value = "v".repeat(call.number("size", 1) as usize);
    let fields = Fields::new();
    for i in 0..call.number("n", 100) {
        if let Err(error) = fields.append(&format!("x-{i}"), value.as_bytes()) {
            return call.reply(409, &format!("header {i}: {error:?}\n"));
        }
    }
    call.start_with(200, fields).finish(None);
}

/// ?name=N&value=V of a header of the response; when it is refused, the answer is why.
pub fn bad_header(call: Call) {
    let fields = Fields::new();
    match fields.append(&call.text("name"), call.text("value").as_bytes()) {
        Ok(()) => call.start_with(200, fields).finish(None),
        Err(error) => call.reply(409, &format!("{error:?}\n")),
    }
}

/// An error code in place of a response.
pub fn set_error(call: Call) {
    call.set(Err(ErrorCode::InternalError(Some(
        "the guest's secret detail".to_string(),
    ))));
}
