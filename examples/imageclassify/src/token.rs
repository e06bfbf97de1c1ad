//! A token: what a client shows to be let in. Its bytes are JSON,
//! `{"resource_id": "...", "token_uuid": "..."}`, and travel as `Authorization: Bearer BASE64`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// No token needs more; what is longer is not looked at.
const LONGEST: usize = 4096;

#[derive(Debug, PartialEq)]
pub struct Token {
    pub resource_id: String,
    /// SHA-256 of exactly the token's bytes: what the contract registers.
    pub hash: [u8; 32],
}

impl Token {
    /// Reads the value of an `Authorization` header; none when it is not a token's in every part.
    pub fn parse(header: &[u8]) -> Option<Self> {
        let header = str::from_utf8(header).ok()?;
        let (scheme, encoded) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") || encoded.len() > LONGEST {
            return None;
        }
        let bytes = STANDARD.decode(encoded.trim()).ok()?;
        let fields: Value = serde_json::from_slice(&bytes).ok()?;
        let resource_id = fields.get("resource_id")?.as_str()?.to_string();
        let uuid = fields.get("token_uuid")?.as_str()?;
        if uuid.is_empty() {
            return None;
        }
        Some(Token { resource_id, hash: Sha256::digest(&bytes).into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &str = r#"{"resource_id":"mytestresource","token_uuid":"5f0d"}"#;

    fn bearer(bytes: &str) -> String {
        format!("Bearer {}", STANDARD.encode(bytes))
    }

    #[test]
    fn a_token_is_hashed_as_it_was_sent() {
        let token = Token::parse(bearer(FIELDS).as_bytes()).unwrap();
        assert_eq!(token.resource_id, "mytestresource");
        assert_eq!(token.hash[..], Sha256::digest(FIELDS)[..]);
        let spaced = Token::parse(bearer(&FIELDS.replace(':', ": ")).as_bytes()).unwrap();
        assert_ne!(spaced.hash, token.hash);
    }

    #[test]
    fn what_is_no_token_is_none() {
        let encoded = STANDARD.encode(FIELDS);
        let no_uuid = bearer(r#"{"resource_id":"mytestresource"}"#);
        let empty_uuid = bearer(r#"{"resource_id":"mytestresource","token_uuid":""}"#);
        let long = bearer(&FIELDS.replace("5f0d", &"5".repeat(LONGEST)));
        let headers = [
            "",
            "Bear",
            "Bearer",
            "Bearer ",
            "Bearer !!!",
            "Bearer eyJ",
            &encoded,
            &format!("Basic {encoded}"),
            &format!("Bearer {encoded}x"),
            &bearer("not JSON"),
            &bearer("[]"),
            &bearer(r#"{"resource_id":1,"token_uuid":"5f0d"}"#),
            &no_uuid,
            &empty_uuid,
            &long,
        ];
        for header in headers {
            assert_eq!(Token::parse(header.as_bytes()), None, "{header}");
        }
        assert_eq!(Token::parse(b"Bearer \xff\xfe"), None);
    }
}
