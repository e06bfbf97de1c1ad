//! Access tokens on a blockchain: who holds a token may use a resource, as long as its owner wants.
//!
//! A token is a text that its owner makes and keeps; the chain learns its SHA-256 alone. The text
//! names the resource, so the hash stands for both, and a server that is shown the text can look
//! up here whether the token is good.
//!
//! A hash belongs to the account that registered it, for ever: a revoked one cannot come back,
//! neither for its owner nor for somebody who read its signature off the chain.

mod signature;
#[cfg(test)]
mod tests;

use near_sdk::store::LookupMap;
use near_sdk::{AccountId, BorshStorageKey, env, near, require};

/// The SHA-256 of a token's bytes.
type TokenHash = [u8; 32];

#[derive(BorshStorageKey)]
#[near]
enum Area {
    Tokens,
}

/// What is kept of a token.
#[near(serializers = [borsh])]
struct Token {
    owner: AccountId,
    revoked: bool,
}

/// What the holder of a good token may do.
#[derive(Debug, PartialEq)]
#[near(serializers = [json])]
pub struct Permission {
    pub owner: AccountId,
    pub resource_id: String,
}

#[near(contract_state)]
pub struct TokenContract {
    tokens: LookupMap<TokenHash, Token>,
}

impl Default for TokenContract {
    fn default() -> Self {
        Self { tokens: LookupMap::new(Area::Tokens) }
    }
}

#[near]
impl TokenContract {
    /// Makes the token good. `signature` is the caller's Ed25519 signature of the 32 bytes of
    /// `token_hash`, by the key that signs the transaction.
    pub fn register_token(&mut self, token_hash: Vec<u8>, signature: Vec<u8>) {
        let hash = must_be_hash(token_hash);
        let owner = env::predecessor_account_id();
        // By way of another contract, the caller and the account whose key signed are two.
        require!(owner == env::signer_account_id(), "call register_token directly");
        signature::must_be_of_signer(&signature, &hash);

        match self.tokens.get(&hash) {
            None => {}
            Some(token) if token.owner != owner => env::panic_str("the token is another account's"),
            Some(token) if token.revoked => env::panic_str("the token was revoked: make a new one"),
            Some(_) => return,
        }
        env::log_str(&format!("{owner} registers a token"));
        self.tokens.insert(hash, Token { owner, revoked: false });
    }

    /// Ends the token's use, for good. Its owner alone may.
    pub fn revoke_token(&mut self, token_hash: Vec<u8>) {
        let hash = must_be_hash(token_hash);
        let caller = env::predecessor_account_id();
        let Some(token) = self.tokens.get_mut(&hash) else {
            env::panic_str("the token is not registered")
        };
        require!(token.owner == caller, "the token is another account's");
        token.revoked = true;
        env::log_str(&format!("{caller} revokes a token"));
    }

    /// What the token permits. Fails unless it is registered and not revoked.
    ///
    /// Whether the hash is that of a token for `resource_id`, only one who has the token's text
    /// can tell, and must: the answer repeats what was asked.
    pub fn get_token_permission_for_resource(
        &self,
        token_hash: Vec<u8>,
        resource_id: String,
    ) -> Permission {
        let Some(token) = self.tokens.get(&must_be_hash(token_hash)) else {
            env::panic_str("the token is not registered")
        };
        require!(!token.revoked, "the token was revoked");
        Permission { owner: token.owner.clone(), resource_id }
    }
}

fn must_be_hash(bytes: Vec<u8>) -> TokenHash {
    let length = bytes.len();
    bytes.try_into().unwrap_or_else(|_| {
        env::panic_str(&format!("token_hash has {length} bytes: a SHA-256 has 32"))
    })
}
