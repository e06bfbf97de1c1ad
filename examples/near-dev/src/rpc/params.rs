//! Parameters of a request, by name or by place: `{"tx_hash": ...}` or `[...]`.

use std::fmt::Display;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::error::RpcError;

pub struct Params<'a>(pub &'a Value);

impl<'a> Params<'a> {
    /// The parameter called `name`, or in an array that at `place`. None if it is absent or null.
    pub fn find(&self, name: &str, place: usize) -> Option<&'a Value> {
        let found = match self.0 {
            Value::Array(items) => items.get(place),
            Value::Object(fields) => fields.get(name),
            _ => None,
        };
        found.filter(|value| !value.is_null())
    }

    pub fn text(&self, name: &str, place: usize) -> Result<&'a str, RpcError> {
        self.find(name, place)
            .and_then(Value::as_str)
            .ok_or_else(|| RpcError::parse(format!("the parameter {name} must be a string")))
    }

    pub fn parsed<T>(&self, name: &str, place: usize) -> Result<T, RpcError>
    where
        T: FromStr<Err: Display>,
    {
        let text = self.text(name, place)?;
        text.parse().map_err(|error| RpcError::parse(format!("{name} {text:?}: {error}")))
    }

    pub fn base64(&self, name: &str, place: usize) -> Result<Vec<u8>, RpcError> {
        STANDARD
            .decode(self.text(name, place)?)
            .map_err(|error| RpcError::parse(format!("{name} is no base64: {error}")))
    }
}
