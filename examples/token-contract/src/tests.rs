//! The contract in the SDK's own test VM, with real keys.

use near_crypto::{KeyType, SecretKey, Signature};
use near_sdk::test_utils::VMContextBuilder;
use near_sdk::{AccountId, testing_env};

use crate::{Permission, TokenContract};

const HASH: [u8; 32] = [7; 32];
const RESOURCE: &str = "mytestresource";

/// An account that calls the contract by a key of its own.
struct Caller {
    account: AccountId,
    key: SecretKey,
}

impl Caller {
    fn new(name: &str) -> Self {
        Self::with_key(name, KeyType::ED25519)
    }

    fn with_key(name: &str, kind: KeyType) -> Self {
        Self { account: name.parse().unwrap(), key: SecretKey::from_seed(kind, name) }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self.key.sign(message) {
            Signature::ED25519(signature) => signature.to_bytes().to_vec(),
            Signature::SECP256K1(signature) => <[u8; 65]>::from(signature).to_vec(),
            other => panic!("no such keys in these tests: {other:?}"),
        }
    }

    /// Makes the calls that follow this account's.
    fn calls(&self) {
        self.calls_through(&self.account);
    }

    fn calls_through(&self, predecessor: &AccountId) {
        let mut context = VMContextBuilder::new();
        context
            .signer_account_id(self.account.clone())
            .signer_account_pk(self.key.public_key().to_string().parse().unwrap())
            .predecessor_account_id(predecessor.clone());
        testing_env!(context.build());
    }

    fn register(&self, contract: &mut TokenContract, hash: &[u8; 32]) {
        self.calls();
        contract.register_token(hash.to_vec(), self.sign(hash));
    }
}

fn permission(contract: &TokenContract) -> Permission {
    contract.get_token_permission_for_resource(HASH.to_vec(), RESOURCE.into())
}

#[test]
fn a_registered_token_gives_its_owners_permission() {
    let (alice, mut contract) = (Caller::new("alice.near"), TokenContract::default());
    alice.register(&mut contract, &HASH);
    let expected = Permission { owner: alice.account, resource_id: RESOURCE.into() };
    assert_eq!(permission(&contract), expected);
}

#[test]
fn anybody_may_ask_for_a_permission() {
    let mut contract = TokenContract::default();
    let alice = Caller::new("alice.near");
    alice.register(&mut contract, &HASH);
    Caller::new("bob.near").calls();
    assert_eq!(permission(&contract).owner, alice.account);
}

#[test]
fn registering_once_more_changes_nothing() {
    let (alice, mut contract) = (Caller::new("alice.near"), TokenContract::default());
    alice.register(&mut contract, &HASH);
    alice.register(&mut contract, &HASH);
    assert_eq!(permission(&contract).owner, alice.account);
}

#[test]
#[should_panic(expected = "the token is not registered")]
fn an_unknown_token_gives_nothing() {
    Caller::new("alice.near").calls();
    permission(&TokenContract::default());
}

#[test]
#[should_panic(expected = "the signature is not one of token_hash")]
fn a_signature_of_another_hash_is_refused() {
    let alice = Caller::new("alice.near");
    alice.calls();
    TokenContract::default().register_token(HASH.to_vec(), alice.sign(&[8; 32]));
}

#[test]
#[should_panic(expected = "the signature is not one of token_hash")]
fn a_signature_by_another_key_is_refused() {
    let (alice, bob) = (Caller::new("alice.near"), Caller::new("bob.near"));
    bob.calls();
    TokenContract::default().register_token(HASH.to_vec(), alice.sign(&HASH));
}

#[test]
#[should_panic(expected = "signature has 63 bytes")]
fn a_short_signature_is_refused() {
    let alice = Caller::new("alice.near");
    alice.calls();
    TokenContract::default().register_token(HASH.to_vec(), alice.sign(&HASH)[1..].to_vec());
}

#[test]
#[should_panic(expected = "token_hash has 31 bytes")]
fn a_short_hash_is_refused() {
    let alice = Caller::new("alice.near");
    alice.calls();
    TokenContract::default().register_token(HASH[1..].to_vec(), alice.sign(&HASH[1..]));
}

#[test]
#[should_panic(expected = "must be an ed25519 key")]
fn a_key_of_another_kind_is_refused() {
    let alice = Caller::with_key("alice.near", KeyType::SECP256K1);
    alice.calls();
    TokenContract::default().register_token(HASH.to_vec(), alice.sign(&HASH));
}

#[test]
#[should_panic(expected = "call register_token directly")]
fn another_contract_cannot_register_in_the_signers_name() {
    let alice = Caller::new("alice.near");
    alice.calls_through(&"market.near".parse().unwrap());
    TokenContract::default().register_token(HASH.to_vec(), alice.sign(&HASH));
}

#[test]
#[should_panic(expected = "the token is another account's")]
fn a_token_of_another_account_cannot_be_registered() {
    let mut contract = TokenContract::default();
    Caller::new("alice.near").register(&mut contract, &HASH);
    Caller::new("bob.near").register(&mut contract, &HASH);
}

#[test]
#[should_panic(expected = "the token was revoked")]
fn a_revoked_token_gives_nothing() {
    let (alice, mut contract) = (Caller::new("alice.near"), TokenContract::default());
    alice.register(&mut contract, &HASH);
    contract.revoke_token(HASH.to_vec());
    permission(&contract);
}

#[test]
fn revoking_one_token_leaves_the_others() {
    let (alice, mut contract) = (Caller::new("alice.near"), TokenContract::default());
    alice.register(&mut contract, &[9; 32]);
    alice.register(&mut contract, &HASH);
    contract.revoke_token(vec![9; 32]);
    assert_eq!(permission(&contract).owner, alice.account);
}

#[test]
#[should_panic(expected = "the token was revoked: make a new one")]
fn a_revoked_token_stays_revoked() {
    let (alice, mut contract) = (Caller::new("alice.near"), TokenContract::default());
    alice.register(&mut contract, &HASH);
    contract.revoke_token(HASH.to_vec());
    alice.register(&mut contract, &HASH);
}

#[test]
#[should_panic(expected = "the token is another account's")]
fn a_token_of_another_account_cannot_be_revoked() {
    let mut contract = TokenContract::default();
    Caller::new("alice.near").register(&mut contract, &HASH);
    Caller::new("bob.near").calls();
    contract.revoke_token(HASH.to_vec());
}

#[test]
#[should_panic(expected = "the token is not registered")]
fn a_token_that_is_not_there_cannot_be_revoked() {
    Caller::new("alice.near").calls();
    TokenContract::default().revoke_token(HASH.to_vec());
}
