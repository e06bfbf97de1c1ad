//! Access: only who shows a token for which the contract holds a permission may classify.
//!
//! Whatever is wrong with the token is the same 403, so that nothing can be learnt from it. When
//! the contract cannot be asked, nobody is let in either, but that is said: 502.

use crate::address::Address;
use crate::http;
use crate::permission;
use crate::reply::{Refusal, Result};
use crate::settings;
use crate::token::Token;

/// What a token must be for.
pub const RESOURCE: &str = "mytestresource";

/// Passes when the values of the request's `Authorization` headers are one registered token.
pub fn check(headers: &[Vec<u8>]) -> Result<()> {
    let token = parse_header(headers).ok_or_else(denied)?;
    match ask(&token)? {
        true => Ok(()),
        false => Err(denied()),
    }
}

fn parse_header(headers: &[Vec<u8>]) -> Option<Token> {
    let [header] = headers else { return None };
    Token::parse(header).filter(|token| token.resource_id == RESOURCE)
}

fn ask(token: &Token) -> Result<bool> {
    let rpc = settings::rpc_url()?;
    let address = Address::parse(&rpc).ok_or_else(|| {
        Refusal::new(500, "The variable near_rpc_url is not an http or https address.")
    })?;
    let question = permission::question(&settings::contract()?, token).to_string();
    http::post_json(&address, question.as_bytes())
        .and_then(|answer| permission::is_granted(&answer))
        .ok_or_else(|| {
            Refusal::new(502, "The NEAR RPC, which knows who may enter, did not answer.")
        })
}

fn denied() -> Refusal {
    Refusal::new(403, "Access denied")
}
