//! The app's variables: which NEAR network it asks, and which contract there.

use crate::bindings::fermyon::spin::variables;
use crate::reply::{Refusal, Result};

pub fn rpc_url() -> Result<String> {
    read("near_rpc_url")
}

/// The account of the contract that knows the tokens.
pub fn contract() -> Result<String> {
    read("token_contract")
}

fn read(name: &str) -> Result<String> {
    variables::get(name)
        .map_err(|_| Refusal::new(500, format!("The app's variable {name} has no value.")))
}
