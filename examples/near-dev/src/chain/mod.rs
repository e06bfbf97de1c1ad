//! A chain of one node: accounts, a block for each transaction, and what each came to.

pub mod account;
mod action;
mod admission;
pub mod block;
mod execution;
mod external;
mod failure;
pub mod machine;
#[cfg(test)]
mod tests;
mod view;

use std::collections::VecDeque;
use std::time::{SystemTime, UNIX_EPOCH};

use borsh::{BorshDeserialize, BorshSerialize};
use near_primitives::account::AccessKeyPermission;
use near_primitives::errors::{InvalidTxError, TxExecutionError};
use near_primitives::hash::CryptoHash;
use near_primitives::transaction::SignedTransaction;
use near_primitives::types::{AccountId, Balance, BlockHeight, Nonce};
use near_primitives::views::{
    ExecutionMetadataView, ExecutionOutcomeView, ExecutionOutcomeWithIdView, ExecutionStatusView,
    FinalExecutionOutcomeView, FinalExecutionStatus, SignedTransactionView,
};

use account::Account;
use admission::Cost;
use block::Block;
use execution::{Accounts, Answer, Execution, Receipt};
use machine::{Machine, price_of};
pub use view::ViewError;

pub const CHAIN_ID: &str = "near-dev";

/// How many blocks back a transaction may name one, and outcomes are remembered.
const REMEMBERED: usize = 1000;

#[derive(BorshSerialize, BorshDeserialize, Clone)]
pub struct Chain {
    pub accounts: Accounts,
    /// Never empty; the newest last.
    blocks: VecDeque<Block>,
    outcomes: VecDeque<FinalExecutionOutcomeView>,
}

/// The number from which the nonces of a key count that is made in the block of this height. Two
/// blocks' keys never share nonces, so a transaction cannot come back with a key that does.
pub fn first_nonce(height: BlockHeight) -> Nonce {
    (height - 1) * 1_000_000
}

impl Chain {
    pub fn new() -> Self {
        Self {
            accounts: Accounts::new(),
            blocks: VecDeque::from([Block::first(now())]),
            outcomes: VecDeque::new(),
        }
    }

    pub fn last_block(&self) -> &Block {
        self.blocks.back().expect("a chain has a first block")
    }

    pub fn block_by_hash(&self, hash: &CryptoHash) -> Option<&Block> {
        self.blocks.iter().rev().find(|block| block.hash == *hash)
    }

    pub fn block_by_height(&self, height: BlockHeight) -> Option<&Block> {
        self.blocks.iter().rev().find(|block| block.height == height)
    }

    pub fn outcome(&self, transaction: &CryptoHash) -> Option<&FinalExecutionOutcomeView> {
        self.outcomes.iter().rev().find(|outcome| outcome.transaction.hash == *transaction)
    }

    /// Executes the transaction in a block of its own. One that may not come into a block changes
    /// nothing; one that fails in it still uses up its nonce and its gas.
    pub fn submit(
        &mut self,
        machine: &Machine,
        signed: SignedTransaction,
    ) -> Result<FinalExecutionOutcomeView, InvalidTxError> {
        if let Some(outcome) = self.outcome(&signed.get_hash()) {
            return Ok(outcome.clone());
        }
        let cost = admission::admit(self, machine, &signed)?;
        let block = self.last_block().next(now(), signed.get_hash());
        self.take_up(&signed, &cost);
        let (answer, outcomes) = self.execute(machine, &block, &signed);
        let outcome = outcome_of(machine, &block, signed, answer, outcomes);
        self.charge(&outcome);
        remember(&mut self.blocks, block);
        remember(&mut self.outcomes, outcome.clone());
        Ok(outcome)
    }

    /// The signer pays the deposits, and its key has been used.
    fn take_up(&mut self, signed: &SignedTransaction, cost: &Cost) {
        let transaction = &signed.transaction;
        let account =
            self.accounts.get_mut(transaction.signer_id()).expect("admission found the signer");
        account.balance = account.balance.saturating_sub(cost.deposits);
        let key = account.keys.get_mut(transaction.public_key()).expect("admission found the key");
        key.nonce = transaction.nonce().nonce();
    }

    fn execute(
        &mut self,
        machine: &Machine,
        block: &Block,
        signed: &SignedTransaction,
    ) -> (Answer, Vec<ExecutionOutcomeWithIdView>) {
        let transaction = &signed.transaction;
        let signer = transaction.signer_id().clone();
        let mut execution = Execution {
            accounts: &mut self.accounts,
            machine,
            block,
            signer: signer.clone(),
            signer_key: transaction.public_key().clone(),
            outcomes: Vec::new(),
        };
        let answer = execution.run(Receipt {
            id: first_receipt(signed),
            predecessor: signer.clone(),
            receiver: transaction.receiver_id().clone(),
            actions: transaction.actions().to_vec(),
            inputs: Vec::new(),
            refund_to: signer,
        });
        (answer, execution.outcomes)
    }

    /// The signer pays the gas that was burnt, and so does its key's allowance.
    fn charge(&mut self, outcome: &FinalExecutionOutcomeView) {
        let burnt = outcome
            .receipts_outcome
            .iter()
            .chain([&outcome.transaction_outcome])
            .fold(Balance::ZERO, |sum, one| sum.saturating_add(one.outcome.tokens_burnt));
        let Some(account) = self.accounts.get_mut(&outcome.transaction.signer_id) else { return };
        account.balance = account.balance.saturating_sub(burnt);
        let Some(key) = account.keys.get_mut(&outcome.transaction.public_key) else { return };
        if let AccessKeyPermission::FunctionCall(permission) = &mut key.permission {
            permission.allowance = permission.allowance.map(|left| left.saturating_sub(burnt));
        }
    }

    /// Makes an account without a transaction: for the first block alone.
    pub fn found(&mut self, id: AccountId, account: Account) {
        self.accounts.insert(id, account);
    }
}

fn first_receipt(signed: &SignedTransaction) -> CryptoHash {
    CryptoHash::hash_borsh((signed.get_hash(), 0u64))
}

fn outcome_of(
    machine: &Machine,
    block: &Block,
    signed: SignedTransaction,
    answer: Answer,
    receipts_outcome: Vec<ExecutionOutcomeWithIdView>,
) -> FinalExecutionOutcomeView {
    let receipt = first_receipt(&signed);
    let gas_burnt = machine.receipt_fees().0;
    FinalExecutionOutcomeView {
        status: match answer {
            Ok(value) => FinalExecutionStatus::SuccessValue(value),
            Err(error) => FinalExecutionStatus::Failure(TxExecutionError::ActionError(error)),
        },
        transaction_outcome: ExecutionOutcomeWithIdView {
            proof: Vec::new(),
            block_hash: block.hash,
            id: signed.get_hash(),
            outcome: ExecutionOutcomeView {
                logs: Vec::new(),
                receipt_ids: vec![receipt],
                gas_burnt,
                tokens_burnt: price_of(gas_burnt),
                executor_id: signed.transaction.signer_id().clone(),
                status: ExecutionStatusView::SuccessReceiptId(receipt),
                metadata: ExecutionMetadataView::default(),
            },
        },
        transaction: SignedTransactionView::from(signed),
        receipts_outcome,
    }
}

fn remember<T>(memory: &mut VecDeque<T>, item: T) {
    memory.push_back(item);
    if memory.len() > REMEMBERED {
        memory.pop_front();
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64)
}
