//! Receipts, executed as soon as they are there: a transaction is over when its answer goes out.

use std::collections::BTreeMap;
use std::rc::Rc;

use near_crypto::PublicKey;
use near_primitives::action::{Action, FunctionCallAction};
use near_primitives::errors::{ActionError, ActionErrorKind, TxExecutionError};
use near_primitives::hash::CryptoHash;
use near_primitives::types::{AccountId, Balance, Gas};
use near_primitives::views::{
    ExecutionMetadataView, ExecutionOutcomeView, ExecutionOutcomeWithIdView, ExecutionStatusView,
};
use near_vm_runner::logic::types::PromiseResult;
use near_vm_runner::logic::{ReturnData, VMContext};

use super::account::Account;
use super::action;
use super::block::Block;
use super::external::{Outgoing, World};
use super::failure;
use super::machine::{Machine, price_of};

pub type Accounts = BTreeMap<AccountId, Account>;

/// What a receipt came to: the value that its last function call answers, or why it failed.
pub type Answer = Result<Vec<u8>, ActionError>;

/// Actions for one account, asked for by another.
pub struct Receipt {
    pub id: CryptoHash,
    pub predecessor: AccountId,
    pub receiver: AccountId,
    pub actions: Vec<Action>,
    /// What the receipts that this one waited for came to.
    pub inputs: Vec<Answer>,
    pub refund_to: AccountId,
}

/// One transaction's receipts at work on the accounts.
pub struct Execution<'a> {
    pub accounts: &'a mut Accounts,
    pub machine: &'a Machine,
    pub block: &'a Block,
    pub signer: AccountId,
    pub signer_key: PublicKey,
    pub outcomes: Vec<ExecutionOutcomeWithIdView>,
}

/// What one receipt did besides changing its account.
struct Done {
    gas: Gas,
    logs: Vec<String>,
    outgoing: Vec<Outgoing>,
    returned: ReturnData,
    failure: Option<ActionError>,
}

impl Done {
    /// Adds what one function call sends. The VM counts its receipts from 0.
    fn take_up(&mut self, outgoing: Vec<Outgoing>, returned: ReturnData) {
        let base = self.outgoing.len() as u64;
        self.outgoing.extend(outgoing);
        for receipt in &mut self.outgoing[base as usize..] {
            receipt.waits_for.iter_mut().for_each(|index| *index += base);
        }
        self.returned = match returned {
            ReturnData::ReceiptIndex(index) => ReturnData::ReceiptIndex(index + base),
            ReturnData::Value(_) | ReturnData::None => returned,
        };
    }
}

impl Execution<'_> {
    /// Runs the receipt and all that come of it. A receipt that fails leaves its account as it
    /// was, and its deposits go back.
    pub fn run(&mut self, receipt: Receipt) -> Answer {
        let before = self.accounts.get(&receipt.receiver).cloned();
        let mut done = self.run_actions(&receipt);
        if let Some(error) = done.failure.take() {
            self.put_back(&receipt, before);
            let status = ExecutionStatusView::Failure(TxExecutionError::ActionError(error.clone()));
            self.record(&receipt, &done, status);
            return Err(error);
        }
        self.record(&receipt, &done, status_of(&receipt, &done.returned));
        let mut answers = self.run_outgoing(&receipt, done.outgoing);
        match done.returned {
            ReturnData::Value(value) => Ok(value),
            ReturnData::None => Ok(Vec::new()),
            ReturnData::ReceiptIndex(index) => answers.swap_remove(index as usize),
        }
    }

    fn run_actions(&mut self, receipt: &Receipt) -> Done {
        let mut done = Done {
            gas: self.machine.receipt_fees().1,
            logs: Vec::new(),
            outgoing: Vec::new(),
            returned: ReturnData::None,
            failure: None,
        };
        let mut actor = receipt.predecessor.clone();
        for (index, step) in receipt.actions.iter().enumerate() {
            done.returned = ReturnData::None;
            let outcome = match step {
                Action::FunctionCall(call) => self.call(receipt, call, &mut done),
                other => action::apply(self, receipt, &mut actor, other),
            };
            if let Err(kind) = outcome {
                done.failure = Some(ActionError { index: Some(index as u64), kind });
                break;
            }
        }
        done
    }

    fn call(
        &mut self,
        receipt: &Receipt,
        call: &FunctionCallAction,
        done: &mut Done,
    ) -> Result<(), ActionErrorKind> {
        let account = action::existing(self.accounts, &receipt.receiver)?;
        let context = VMContext {
            signer_account_id: self.signer.clone(),
            signer_account_pk: borsh::to_vec(&self.signer_key).expect("a key has bytes"),
            random_seed: self.block.hash.as_bytes().to_vec(),
            block_height: self.block.height,
            block_timestamp: self.block.timestamp,
            ..context_of(account, call, receipt)
        };
        let mut world = World::new(std::mem::take(&mut account.storage));
        let code = account.code.as_deref();
        let outcome = self
            .machine
            .run(code, &call.method_name, &mut world, &context)
            .map_err(failure::of_execution)?;

        done.gas = done.gas.saturating_add(outcome.burnt_gas);
        done.logs.extend(outcome.logs);
        if let Some(error) = outcome.aborted {
            return Err(failure::of_vm(error));
        }
        if let Some(name) = world.unknown_action {
            return Err(failure::of_unknown_action(name));
        }
        account.storage = world.storage;
        account.balance = outcome.balance;
        share_gas(&mut world.outgoing, call.gas.saturating_sub(outcome.used_gas));
        done.take_up(world.outgoing, outcome.return_data);
        Ok(())
    }

    fn run_outgoing(&mut self, parent: &Receipt, outgoing: Vec<Outgoing>) -> Vec<Answer> {
        let mut answers: Vec<Answer> = Vec::new();
        for (index, next) in outgoing.into_iter().enumerate() {
            let inputs = next.waits_for.iter().map(|i| answers[*i as usize].clone()).collect();
            let answer = self.run(Receipt {
                id: id_of(parent, index),
                predecessor: parent.receiver.clone(),
                receiver: next.receiver,
                actions: next.actions,
                inputs,
                refund_to: next.refund_to.unwrap_or_else(|| parent.receiver.clone()),
            });
            answers.push(answer);
        }
        answers
    }

    fn put_back(&mut self, receipt: &Receipt, before: Option<Account>) {
        match before {
            Some(account) => self.accounts.insert(receipt.receiver.clone(), account),
            None => self.accounts.remove(&receipt.receiver),
        };
        if let Some(account) = self.accounts.get_mut(&receipt.refund_to) {
            account.credit(deposits(&receipt.actions));
        }
    }

    fn record(&mut self, receipt: &Receipt, done: &Done, status: ExecutionStatusView) {
        let sent = match status {
            ExecutionStatusView::Failure(_) => 0,
            _ => done.outgoing.len(),
        };
        self.outcomes.push(ExecutionOutcomeWithIdView {
            proof: Vec::new(),
            block_hash: self.block.hash,
            id: receipt.id,
            outcome: ExecutionOutcomeView {
                logs: done.logs.clone(),
                receipt_ids: (0..sent).map(|index| id_of(receipt, index)).collect(),
                gas_burnt: done.gas,
                tokens_burnt: price_of(done.gas),
                executor_id: receipt.receiver.clone(),
                status,
                metadata: ExecutionMetadataView::default(),
            },
        });
    }
}

/// The money that the actions carry.
pub fn deposits(actions: &[Action]) -> Balance {
    actions
        .iter()
        .fold(Balance::ZERO, |sum, action| sum.saturating_add(action.get_deposit_balance()))
}

/// The context of a call, without what the whole transaction knows.
pub fn context_of(account: &Account, call: &FunctionCallAction, receipt: &Receipt) -> VMContext {
    let inputs = receipt.inputs.iter().map(|answer| match answer {
        Ok(value) => PromiseResult::Successful(Rc::from(value.as_slice())),
        Err(_) => PromiseResult::Failed,
    });
    #[allow(clippy::arc_with_non_send_sync)] // VMContext's own type
    let promise_results = inputs.collect::<Vec<_>>().into();
    VMContext {
        current_account_id: receipt.receiver.clone(),
        signer_account_id: receipt.predecessor.clone(),
        signer_account_pk: Vec::new(),
        predecessor_account_id: receipt.predecessor.clone(),
        refund_to_account_id: receipt.refund_to.clone(),
        input: Rc::from(call.args.as_slice()),
        promise_results,
        block_height: 0,
        block_timestamp: 0,
        epoch_height: 1,
        account_balance: account.balance,
        account_locked_balance: Balance::ZERO,
        storage_usage: account.storage_usage(),
        account_contract: account.contract(),
        attached_deposit: call.deposit,
        prepaid_gas: call.gas,
        random_seed: Vec::new(),
        view_config: None,
        output_data_receivers: Vec::new(),
    }
}

fn id_of(parent: &Receipt, index: usize) -> CryptoHash {
    CryptoHash::hash_borsh((parent.id, index as u64))
}

fn status_of(receipt: &Receipt, returned: &ReturnData) -> ExecutionStatusView {
    match returned {
        ReturnData::Value(value) => ExecutionStatusView::SuccessValue(value.clone()),
        ReturnData::None => ExecutionStatusView::SuccessValue(Vec::new()),
        ReturnData::ReceiptIndex(index) => {
            ExecutionStatusView::SuccessReceiptId(id_of(receipt, *index as usize))
        }
    }
}

/// Gives the gas that a contract did not use to its calls, by their weights.
fn share_gas(outgoing: &mut [Outgoing], unused: Gas) {
    let total: u64 = outgoing.iter().flat_map(|o| &o.weights).map(|(_, weight)| weight).sum();
    if total == 0 {
        return;
    }
    for receipt in outgoing {
        for (index, weight) in &receipt.weights {
            if let Action::FunctionCall(call) = &mut receipt.actions[*index] {
                let share = u128::from(unused.as_gas()) * u128::from(*weight) / u128::from(total);
                call.gas = call.gas.saturating_add(Gas::from_gas(share as u64));
            }
        }
    }
}
