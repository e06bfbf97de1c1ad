//! An account: its money, its keys, its contract and what the contract keeps.

use std::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};
use near_crypto::PublicKey;
use near_primitives::account::{AccessKey, AccountContract};
use near_primitives::hash::{CryptoHash, hash};
use near_primitives::types::{Balance, StorageUsage};

/// What a node counts for an account by itself, and for each key of its storage.
const ACCOUNT_BYTES: u64 = 100;
const ENTRY_BYTES: u64 = 40;

pub type Storage = BTreeMap<Vec<u8>, Vec<u8>>;

#[derive(BorshSerialize, BorshDeserialize, Clone, Debug, Default)]
pub struct Account {
    pub balance: Balance,
    pub keys: BTreeMap<PublicKey, AccessKey>,
    pub code: Option<Vec<u8>>,
    pub storage: Storage,
}

impl Account {
    pub fn code_hash(&self) -> CryptoHash {
        self.code.as_ref().map_or_else(CryptoHash::default, |code| hash(code))
    }

    pub fn contract(&self) -> AccountContract {
        match self.code {
            Some(_) => AccountContract::Local(self.code_hash()),
            None => AccountContract::None,
        }
    }

    /// Bytes, counted about as a node counts them.
    pub fn storage_usage(&self) -> StorageUsage {
        let entries: u64 = self
            .storage
            .iter()
            .map(|(key, value)| ENTRY_BYTES + (key.len() + value.len()) as u64)
            .sum();
        let keys: u64 = self.keys.keys().map(|key| ENTRY_BYTES + key.len() as u64).sum();
        ACCOUNT_BYTES + entries + keys + self.code.as_ref().map_or(0, Vec::len) as u64
    }

    /// # Panics
    /// Never in practice: a u128 holds all the money that the first block made.
    pub fn credit(&mut self, amount: Balance) {
        self.balance = self.balance.checked_add(amount).expect("the sum of all money fits");
    }
}
