//! The node: one chain, used by the RPC and the wallet page at once.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use near_primitives::account::AccessKey;
use near_primitives::action::{
    Action, AddKeyAction, CreateAccountAction, DeployContractAction, TransferAction,
};
use near_primitives::errors::InvalidTxError;
use near_primitives::hash::hash;
use near_primitives::transaction::{SignedTransaction, Transaction, TransactionV0};
use near_primitives::types::{AccountId, Balance};
use near_primitives::views::{FinalExecutionOutcomeView, FinalExecutionStatus};

use crate::chain::machine::Machine;
use crate::state::{ROOT, State, StateFile};

/// What a new account gets to live on.
const NEW_ACCOUNT: Balance = Balance::from_near(100);

pub struct Node {
    machine: Machine,
    file: StateFile,
    state: Mutex<State>,
}

pub enum SubmitError {
    /// The transaction may not come into a block.
    Invalid(InvalidTxError),
    /// The state could not be written.
    Storage(io::Error),
}

impl Node {
    /// Takes up the chain that the file holds, or begins one.
    pub fn open(file: StateFile) -> io::Result<Self> {
        let state = file.load()?;
        file.save(&state)?;
        Ok(Self { machine: Machine::new(), file, state: Mutex::new(state) })
    }

    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    pub fn read<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.lock())
    }

    /// Executes the transaction; when this answers, what came of it is in the file. Where it breaks
    /// off, all is as it was.
    pub fn submit(
        &self,
        signed: SignedTransaction,
    ) -> Result<FinalExecutionOutcomeView, SubmitError> {
        let mut state = self.lock();
        let mut next = state.clone();
        let outcome = next.chain.submit(&self.machine, signed).map_err(SubmitError::Invalid)?;
        self.file.save(&next).map_err(SubmitError::Storage)?;
        *state = next;
        Ok(outcome)
    }

    /// Has `signer`, an account of the wallet, do the actions at `receiver`. Fails with a sentence.
    pub fn act(
        &self,
        signer: &AccountId,
        receiver: &AccountId,
        actions: Vec<Action>,
    ) -> Result<(), String> {
        let transaction = self.read(|state| make_transaction(state, signer, receiver, actions))?;
        let signed = self.sign(transaction)?;
        let outcome = self.submit(signed).map_err(|error| error.to_string())?;
        match outcome.status {
            FinalExecutionStatus::SuccessValue(_) => Ok(()),
            FinalExecutionStatus::Failure(error) => Err(error.to_string()),
            FinalExecutionStatus::NotStarted | FinalExecutionStatus::Started => {
                Err("the transaction is not over".to_string())
            }
        }
    }

    /// Signs with the wallet's key, which must be the one that the transaction names.
    pub fn sign(&self, transaction: Transaction) -> Result<SignedTransaction, String> {
        let id = transaction.signer_id();
        let key = self
            .read(|state| state.key(id))
            .ok_or_else(|| format!("the wallet has no key of {id}"))?;
        if key.public_key() != *transaction.public_key() {
            return Err(format!("the wallet's key of {id} is not the one that should sign"));
        }
        let (hash, _) = transaction.get_hash_and_size();
        Ok(SignedTransaction::new(key.sign(hash.as_ref()), transaction))
    }

    /// Makes an account under test.near, with a key in the wallet.
    pub fn create_account(&self, id: &AccountId) -> Result<(), String> {
        let root: AccountId = ROOT.parse().expect("the name is a constant");
        if self.read(|state| state.chain.accounts.contains_key(id)) {
            return Err(format!("the account {id} is there already"));
        }
        let public_key = self.lock().key_to_be(id).public_key();
        let access_key = AccessKey::full_access();
        let actions = vec![
            Action::CreateAccount(CreateAccountAction {}),
            Action::Transfer(TransferAction { deposit: NEW_ACCOUNT }),
            Action::AddKey(Box::new(AddKeyAction { public_key, access_key })),
        ];
        self.act(&root, id, actions)
    }

    /// Puts the contract on the account, making the account if need be. Does nothing if the
    /// account has that contract.
    pub fn deploy(&self, id: &AccountId, code: Vec<u8>) -> Result<(), String> {
        let there =
            self.read(|state| state.chain.accounts.get(id).map(|account| account.code_hash()));
        match there {
            Some(code_hash) if code_hash == hash(&code) => return Ok(()),
            Some(_) => {}
            None => self.create_account(id)?,
        }
        self.act(id, id, vec![Action::DeployContract(DeployContractAction { code })])
    }

    /// The state is whole even where a thread has panicked that held it: it changes at once.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Display for SubmitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(f),
            Self::Storage(error) => write!(f, "the state cannot be written: {error}"),
        }
    }
}

fn make_transaction(
    state: &State,
    signer: &AccountId,
    receiver: &AccountId,
    actions: Vec<Action>,
) -> Result<Transaction, String> {
    let key = state.key(signer).ok_or_else(|| format!("the wallet has no key of {signer}"))?;
    let public_key = key.public_key();
    let nonce = state
        .chain
        .accounts
        .get(signer)
        .and_then(|account| account.keys.get(&public_key))
        .ok_or_else(|| format!("{signer} does not have the wallet's key any more"))?
        .nonce;
    Ok(Transaction::V0(TransactionV0 {
        signer_id: signer.clone(),
        public_key,
        nonce: nonce + 1,
        receiver_id: receiver.clone(),
        block_hash: state.chain.last_block().hash,
        actions,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_does_not_end_the_node() {
        let node = Node::open(StateFile(None)).unwrap();
        let panicked = std::thread::scope(|scope| {
            scope.spawn(|| node.read(|_| panic!("on purpose"))).join().is_err()
        });
        assert!(panicked);
        node.create_account(&"bob.test.near".parse().unwrap()).unwrap();
        assert!(node.read(|state| state.users().count()) == 3);
    }

    #[test]
    fn what_cannot_be_kept_does_not_happen() {
        let folder = std::env::temp_dir().join(format!("near-dev-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        let node = Node::open(StateFile(Some(folder.join("state")))).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let bob = "bob.test.near".parse().unwrap();
        assert!(node.create_account(&bob).is_err());
        assert!(!node.read(|state| state.chain.accounts.contains_key(&bob)));
    }
}
