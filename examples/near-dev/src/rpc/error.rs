//! Failures in the form in which nodes answer them: a name, a cause with details, and the older
//! code, message and data beside them.

use near_primitives::errors::InvalidTxError;
use serde_json::{Value, json};

pub struct RpcError(Value);

impl RpcError {
    /// The request is no request: wrong JSON, a missing parameter, a name that is none.
    pub fn parse(text: impl std::fmt::Display) -> Self {
        let text = text.to_string();
        Self(json!({
            "name": "REQUEST_VALIDATION_ERROR",
            "cause": {"name": "PARSE_ERROR", "info": {"error_message": text}},
            "code": -32700,
            "message": "Parse error",
            "data": text,
        }))
    }

    pub fn unknown_method(method: &str) -> Self {
        Self(json!({
            "name": "REQUEST_VALIDATION_ERROR",
            "cause": {"name": "METHOD_NOT_FOUND", "info": {"method_name": method}},
            "code": -32601,
            "message": "Method not found",
            "data": method,
        }))
    }

    /// The request is well formed and cannot be answered. `cause` is a node's name for why.
    pub fn handler(cause: &str, info: Value, data: impl Into<Value>) -> Self {
        Self(json!({
            "name": "HANDLER_ERROR",
            "cause": {"name": cause, "info": info},
            "code": -32000,
            "message": "Server error",
            "data": data.into(),
        }))
    }

    pub fn invalid_transaction(error: &InvalidTxError) -> Self {
        let data = json!({"TxExecutionError": {"InvalidTxError": error}});
        Self::handler("INVALID_TRANSACTION", json!({}), data)
    }

    /// The node itself is in trouble: its state cannot be written, say.
    pub fn internal(text: impl std::fmt::Display) -> Self {
        let text = text.to_string();
        Self(json!({
            "name": "INTERNAL_ERROR",
            "cause": {"name": "INTERNAL_ERROR", "info": {"error_message": text}},
            "code": -32000,
            "message": "Server error",
            "data": text,
        }))
    }

    pub fn into_value(self) -> Value {
        self.0
    }
}
