//! The question to the contract, as the NEAR RPC wants it asked, and what its answer means.
//!
//! JSON-RPC `query` with `call_function`: the contract's own failure, as for a token that it does
//! not know, is an answer without `result.result`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::token::Token;

const METHOD: &str = "get_token_permission_for_resource";

/// The body of the request.
pub fn question(contract: &str, token: &Token) -> Value {
    let args = json!({ "token_hash": token.hash, "resource_id": token.resource_id });
    json!({
        "jsonrpc": "2.0",
        "id": "imageclassify",
        "method": "query",
        "params": {
            "request_type": "call_function",
            "finality": "final",
            "account_id": contract,
            "method_name": METHOD,
            "args_base64": STANDARD.encode(args.to_string()),
        },
    })
}

/// Whether the body of the response grants the permission; none when it is not JSON-RPC's.
pub fn is_granted(answer: &[u8]) -> Option<bool> {
    let answer: Value = serde_json::from_slice(answer).ok()?;
    let answer = answer.as_object()?;
    if !answer.contains_key("result") && !answer.contains_key("error") {
        return None;
    }
    let found = answer.get("result").and_then(|result| result.get("result"));
    Some(found.is_some_and(|found| !found.is_null()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_holds_the_hash_as_bytes() {
        let token = Token { resource_id: "r".into(), hash: [7; 32] };
        let asked = question("tokens.test.near", &token);
        assert_eq!(asked["method"], "query");
        assert_eq!(asked["params"]["account_id"], "tokens.test.near");
        assert_eq!(asked["params"]["finality"], "final");
        let args = STANDARD.decode(asked["params"]["args_base64"].as_str().unwrap()).unwrap();
        let args: Value = serde_json::from_slice(&args).unwrap();
        assert_eq!(args, json!({ "token_hash": vec![7; 32], "resource_id": "r" }));
    }

    #[test]
    fn only_a_result_within_the_result_grants() {
        assert_eq!(is_granted(br#"{"result":{"result":[123,125],"logs":[]}}"#), Some(true));
        for denied in [
            r#"{"result":{"error":"wasm execution failed","logs":[]}}"#,
            r#"{"result":{"result":null}}"#,
            r#"{"result":[]}"#,
            r#"{"result":null}"#,
            r#"{"error":{"code":-32000,"message":"UNKNOWN_ACCOUNT"}}"#,
        ] {
            assert_eq!(is_granted(denied.as_bytes()), Some(false), "{denied}");
        }
    }

    #[test]
    fn what_is_no_answer_of_an_rpc_is_none() {
        for other in ["", "<html>", "[]", "{}", "12"] {
            assert_eq!(is_granted(other.as_bytes()), None, "{other}");
        }
    }
}
