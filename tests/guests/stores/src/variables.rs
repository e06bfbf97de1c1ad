//! The variables, in all generations of the interface: ?name=N, or all of them.

use crate::bindings::fermyon::spin::config;
use crate::bindings::fermyon::spin2_0_0::variables;
use crate::bindings::wasi::config::store;
use crate::call::Call;
use crate::{Answer, shown};

pub fn answer(call: &Call) -> Answer {
    variables::get(&call.text("name")).map_err(shown)
}

pub fn answer_old(call: &Call) -> Answer {
    config::get_config(&call.text("name")).map_err(shown)
}

pub fn answer_wasi(call: &Call) -> Answer {
    let name = call.text("name");
    if name.is_empty() {
        let pairs = store::get_all().map_err(shown)?;
        return Ok(pairs
            .into_iter()
            .map(|(name, value)| format!("{name}={value}\n"))
            .collect());
    }
    let value = store::get(&name).map_err(shown)?;
    Ok(value.unwrap_or("none".into()))
}
