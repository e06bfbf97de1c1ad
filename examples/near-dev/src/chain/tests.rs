//! The chain with real contracts and keys, and without a server.

use near_crypto::{KeyType, SecretKey};
use near_primitives::account::AccessKey;
use near_primitives::action::{
    Action, CreateAccountAction, DeleteAccountAction, FunctionCallAction, StakeAction,
    TransferAction,
};
use near_primitives::errors::{ActionErrorKind, InvalidTxError, TxExecutionError};
use near_primitives::transaction::{SignedTransaction, Transaction, TransactionV0};
use near_primitives::types::{AccountId, Balance, Gas};
use near_primitives::views::{FinalExecutionOutcomeView, FinalExecutionStatus};

use super::Chain;
use super::account::Account;
use super::machine::Machine;

const CALLER: &str = "caller.test.near";
const CALLEE: &str = "callee.test.near";
const MONEY: Balance = Balance::from_near(10);

struct Net {
    chain: Chain,
    machine: Machine,
    key: SecretKey,
}

impl Net {
    /// Two accounts with the contract of tests.c, and one key for both.
    fn new() -> Self {
        let key = SecretKey::from_seed(KeyType::ED25519, "test");
        let mut chain = Chain::new();
        // Beside the source stands its text; `build` makes this of it.
        let code = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/target/tests.wasm"))
            .expect("examples/near-dev/build has run");
        for name in [CALLER, CALLEE] {
            let keys = [(key.public_key(), AccessKey::full_access())].into();
            let code = Some(code.clone());
            chain.found(id(name), Account { balance: MONEY, keys, code, ..Account::default() });
        }
        Self { chain, machine: Machine::new(), key }
    }

    fn account(&self, name: &str) -> &Account {
        &self.chain.accounts[&id(name)]
    }

    /// Has the caller do the actions at `receiver`.
    fn send(
        &mut self,
        receiver: &str,
        actions: Vec<Action>,
    ) -> Result<FinalExecutionOutcomeView, InvalidTxError> {
        let public_key = self.key.public_key();
        let transaction = Transaction::V0(TransactionV0 {
            signer_id: id(CALLER),
            nonce: self.account(CALLER).keys[&public_key].nonce + 1,
            public_key,
            receiver_id: id(receiver),
            block_hash: self.chain.last_block().hash,
            actions,
        });
        let signature = self.key.sign(transaction.get_hash_and_size().0.as_ref());
        self.chain.submit(&self.machine, SignedTransaction::new(signature, transaction))
    }

    fn call(&mut self, method: &str) -> FinalExecutionOutcomeView {
        self.send(CALLER, vec![call(method)]).expect("the chain takes the transaction")
    }
}

fn id(name: &str) -> AccountId {
    name.parse().unwrap()
}

fn call(method: &str) -> Action {
    Action::FunctionCall(Box::new(FunctionCallAction {
        method_name: method.to_string(),
        args: Vec::new(),
        gas: Gas::from_teragas(100),
        deposit: Balance::ZERO,
    }))
}

fn transfer(amount: Balance) -> Action {
    Action::Transfer(TransferAction { deposit: amount })
}

fn burnt(outcome: &FinalExecutionOutcomeView) -> Balance {
    outcome
        .receipts_outcome
        .iter()
        .chain([&outcome.transaction_outcome])
        .fold(Balance::ZERO, |sum, one| sum.saturating_add(one.outcome.tokens_burnt))
}

fn failure(outcome: &FinalExecutionOutcomeView) -> &ActionErrorKind {
    match &outcome.status {
        FinalExecutionStatus::Failure(TxExecutionError::ActionError(error)) => &error.kind,
        other => panic!("it did not fail: {other:?}"),
    }
}

#[test]
fn a_call_of_another_contract_is_awaited() {
    let mut net = Net::new();
    let outcome = net.call("ask");
    assert_eq!(outcome.status, FinalExecutionStatus::SuccessValue(b"42".to_vec()));
    let executors: Vec<&str> =
        outcome.receipts_outcome.iter().map(|one| one.outcome.executor_id.as_str()).collect();
    assert_eq!(executors, [CALLER, CALLEE, CALLER]);
}

#[test]
fn a_call_that_fails_undoes_its_own_and_gives_its_deposit_back() {
    let mut net = Net::new();
    let outcome = net.call("ask_failing");
    assert_eq!(outcome.status, FinalExecutionStatus::SuccessValue(b"failed".to_vec()));
    assert!(net.account(CALLEE).storage.is_empty());
    assert_eq!(net.account(CALLEE).balance, MONEY);
    assert_eq!(net.account(CALLER).balance, MONEY.saturating_sub(burnt(&outcome)));
}

#[test]
fn actions_of_one_transaction_happen_all_or_not_at_all() {
    let mut net = Net::new();
    let actions = vec![transfer(Balance::from_near(1)), call("fail")];
    let outcome = net.send(CALLEE, actions).unwrap();
    assert!(matches!(failure(&outcome), ActionErrorKind::FunctionCallError(_)));
    assert_eq!(net.account(CALLEE).balance, MONEY);
    assert_eq!(net.account(CALLER).balance, MONEY.saturating_sub(burnt(&outcome)));
}

#[test]
fn an_account_is_made_by_the_one_above_it() {
    let mut net = Net::new();
    let create =
        || vec![Action::CreateAccount(CreateAccountAction {}), transfer(Balance::from_near(1))];
    net.send("new.caller.test.near", create()).unwrap();
    assert_eq!(net.account("new.caller.test.near").balance, Balance::from_near(1));

    let outcome = net.send("new.test.near", create()).unwrap();
    assert!(matches!(failure(&outcome), ActionErrorKind::CreateAccountNotAllowed { .. }));
    assert!(!net.chain.accounts.contains_key(&id("new.test.near")));
}

#[test]
fn nobody_deletes_anothers_account() {
    let mut net = Net::new();
    let delete = || Action::DeleteAccount(DeleteAccountAction { beneficiary_id: id(CALLER) });
    let outcome = net.send(CALLEE, vec![delete()]).unwrap();
    assert!(matches!(failure(&outcome), ActionErrorKind::ActorNoPermission { .. }));
    assert!(net.chain.accounts.contains_key(&id(CALLEE)));
}

#[test]
fn what_costs_more_than_there_is_does_not_come_into_a_block() {
    let mut net = Net::new();
    let height = net.chain.last_block().height;
    let refused = net.send(CALLEE, vec![transfer(Balance::from_near(11))]);
    assert!(matches!(refused, Err(InvalidTxError::NotEnoughBalance { .. })));
    assert_eq!(net.chain.last_block().height, height);
}

#[test]
fn actions_that_the_chain_does_not_know_do_not_come_into_a_block() {
    let mut net = Net::new();
    let stake = StakeAction { stake: Balance::ZERO, public_key: net.key.public_key() };
    let refused = net.send(CALLER, vec![Action::Stake(Box::new(stake))]);
    assert!(matches!(refused, Err(InvalidTxError::ActionsValidation(_))));
}
