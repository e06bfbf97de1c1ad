//! The JSON-RPC of a NEAR node, as far as near-api-js and this repository's apps use it.
//!
//! https://docs.near.org/api/rpc/introduction

mod block;
mod error;
mod params;
mod query;
mod transaction;

use serde_json::{Value, json};

use crate::node::Node;
use error::RpcError;
use params::Params;

/// The answer to one request, given as its body. Never fails: what is wrong is in the answer.
pub fn answer(node: &Node, body: &[u8]) -> Value {
    let request: Value = match serde_json::from_slice(body) {
        Ok(request) => request,
        Err(error) => return envelope(Value::Null, Err(RpcError::parse(error))),
    };
    let id = request.get("id").cloned().unwrap_or(Value::Null);
    let Some(method) = request.get("method").and_then(Value::as_str) else {
        return envelope(id, Err(RpcError::parse("the request names no method")));
    };
    let params = request.get("params").unwrap_or(&Value::Null);
    envelope(id, dispatch(node, method, &Params(params)))
}

fn dispatch(node: &Node, method: &str, params: &Params) -> Result<Value, RpcError> {
    match method {
        "health" => Ok(Value::Null),
        "status" => Ok(block::status(node)),
        "block" => block::block(node, params),
        "gas_price" => Ok(block::gas_price()),
        "EXPERIMENTAL_protocol_config" => Ok(block::protocol_config(node)),
        "query" => query::query(node, params),
        "send_tx" => transaction::send(node, params),
        "broadcast_tx_commit" => transaction::broadcast(node, params),
        "broadcast_tx_async" => transaction::broadcast_without_waiting(node, params),
        "tx" | "EXPERIMENTAL_tx_status" => transaction::status(node, params),
        other => Err(RpcError::unknown_method(other)),
    }
}

fn envelope(id: Value, outcome: Result<Value, RpcError>) -> Value {
    match outcome {
        Ok(result) => json!({"jsonrpc": "2.0", "result": result, "id": id}),
        Err(error) => json!({"jsonrpc": "2.0", "error": error.into_value(), "id": id}),
    }
}
