//! The proof that a caller means the token that is registered.

use near_sdk::{CurveType, env, require};

/// Fails unless `signature` is one of `message` by the key that signed the transaction.
pub fn must_be_of_signer(signature: &[u8], message: &[u8]) {
    let key = env::signer_account_pk();
    require!(
        key.curve_type() == CurveType::ED25519,
        "the transaction's key must be an ed25519 key"
    );
    // The first byte of a NEAR key says its curve.
    let Ok(key) = <&[u8; 32]>::try_from(&key.as_bytes()[1..]) else {
        env::panic_str("an ed25519 key has 32 bytes")
    };
    let Ok(signature) = <&[u8; 64]>::try_from(signature) else {
        env::panic_str(&format!(
            "signature has {} bytes: an ed25519 signature has 64",
            signature.len()
        ))
    };
    require!(
        env::ed25519_verify(signature, message, key),
        "the signature is not one of token_hash by the transaction's key"
    );
}
