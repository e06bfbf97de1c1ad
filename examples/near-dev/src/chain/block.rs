//! A block: the place of one transaction in the chain's history.

use borsh::{BorshDeserialize, BorshSerialize};
use near_primitives::hash::CryptoHash;
use near_primitives::types::BlockHeight;

#[derive(BorshSerialize, BorshDeserialize, Clone, Debug)]
pub struct Block {
    pub hash: CryptoHash,
    pub prev_hash: CryptoHash,
    pub height: BlockHeight,
    /// Nanoseconds since 1970.
    pub timestamp: u64,
}

impl Block {
    pub fn first(timestamp: u64) -> Self {
        Self::make(CryptoHash::default(), 1, timestamp, CryptoHash::default())
    }

    /// The block after this one, with one transaction. Time never runs backwards.
    pub fn next(&self, timestamp: u64, transaction: CryptoHash) -> Self {
        Self::make(self.hash, self.height + 1, timestamp.max(self.timestamp + 1), transaction)
    }

    fn make(
        prev_hash: CryptoHash,
        height: BlockHeight,
        timestamp: u64,
        transaction: CryptoHash,
    ) -> Self {
        let hash = CryptoHash::hash_borsh((prev_hash, height, timestamp, transaction));
        Self { hash, prev_hash, height, timestamp }
    }
}
