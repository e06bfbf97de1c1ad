//! The actions that are no function calls.

use near_primitives::action::Action;
use near_primitives::errors::ActionErrorKind;
use near_primitives::types::AccountId;

use super::account::Account;
use super::execution::{Accounts, Execution, Receipt};
use super::{failure, first_nonce};

/// Does one action of the receipt. `actor` is who acts: the receipt's predecessor, until it
/// creates the account, which then acts itself.
pub fn apply(
    execution: &mut Execution,
    receipt: &Receipt,
    actor: &mut AccountId,
    action: &Action,
) -> Result<(), ActionErrorKind> {
    let accounts = &mut *execution.accounts;
    match action {
        Action::CreateAccount(_) => {
            create(accounts, receipt)?;
            actor.clone_from(&receipt.receiver);
            return Ok(());
        }
        Action::Transfer(transfer) => {
            existing(accounts, &receipt.receiver)?.credit(transfer.deposit);
            return Ok(());
        }
        _ => {}
    }

    let id = receipt.receiver.clone();
    let account = existing(accounts, &id)?;
    if *actor != id {
        return Err(ActionErrorKind::ActorNoPermission { account_id: id, actor_id: actor.clone() });
    }
    match action {
        Action::DeployContract(deploy) => account.code = Some(deploy.code.clone()),
        Action::AddKey(add) => {
            let public_key = add.public_key.clone();
            if account.keys.contains_key(&public_key) {
                let public_key = Box::new(public_key);
                return Err(ActionErrorKind::AddKeyAlreadyExists { account_id: id, public_key });
            }
            let mut key = add.access_key.clone();
            key.nonce = first_nonce(execution.block.height);
            account.keys.insert(public_key, key);
        }
        Action::DeleteKey(delete) => {
            if account.keys.remove(&delete.public_key).is_none() {
                let public_key = Box::new(delete.public_key.clone());
                return Err(ActionErrorKind::DeleteKeyDoesNotExist { account_id: id, public_key });
            }
        }
        Action::DeleteAccount(delete) => {
            let rest = account.balance;
            accounts.remove(&id);
            if let Some(heir) = accounts.get_mut(&delete.beneficiary_id) {
                heir.credit(rest);
            }
        }
        // Admission lets none of the others in, and World makes none.
        other => {
            let text = format!("near-dev does not know the action {}", other.as_ref());
            let error = near_primitives::errors::FunctionCallError::ExecutionError(text);
            return Err(failure::of_function(error));
        }
    }
    Ok(())
}

pub fn existing<'a>(
    accounts: &'a mut Accounts,
    id: &AccountId,
) -> Result<&'a mut Account, ActionErrorKind> {
    accounts
        .get_mut(id)
        .ok_or_else(|| ActionErrorKind::AccountDoesNotExist { account_id: id.clone() })
}

/// An account is made by the one whose name follows its own: `a.test.near` by `test.near`.
fn create(accounts: &mut Accounts, receipt: &Receipt) -> Result<(), ActionErrorKind> {
    let account_id = receipt.receiver.clone();
    if accounts.contains_key(&account_id) {
        return Err(ActionErrorKind::AccountAlreadyExists { account_id });
    }
    if !account_id.is_sub_account_of(&receipt.predecessor) {
        let predecessor_id = receipt.predecessor.clone();
        return Err(ActionErrorKind::CreateAccountNotAllowed { account_id, predecessor_id });
    }
    accounts.insert(account_id, Account::default());
    Ok(())
}
