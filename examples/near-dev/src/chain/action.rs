//! The actions that are no function calls.

use near_crypto::PublicKey;
use near_primitives::account::AccessKey;
use near_primitives::action::{Action, AddKeyAction};
use near_primitives::errors::ActionErrorKind;
use near_primitives::types::{AccountId, Nonce};

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
            Ok(())
        }
        Action::Transfer(transfer) => {
            existing(accounts, &receipt.receiver)?.credit(transfer.deposit);
            Ok(())
        }
        Action::DeployContract(deploy) => {
            own(accounts, receipt, actor)?.code = Some(deploy.code.clone());
            Ok(())
        }
        Action::AddKey(add) => {
            let account = own(accounts, receipt, actor)?;
            add_key(account, receipt, add, first_nonce(execution.block.height))
        }
        Action::DeleteKey(delete) => {
            delete_key(own(accounts, receipt, actor)?, receipt, &delete.public_key)
        }
        Action::DeleteAccount(delete) => {
            let rest = own(accounts, receipt, actor)?.balance;
            accounts.remove(&receipt.receiver);
            if let Some(heir) = accounts.get_mut(&delete.beneficiary_id) {
                heir.credit(rest);
            }
            Ok(())
        }
        // Admission lets none of the others in, and World makes none.
        other => Err(failure::of_unknown_action(other.as_ref())),
    }
}

fn add_key(
    account: &mut Account,
    receipt: &Receipt,
    add: &AddKeyAction,
    nonce: Nonce,
) -> Result<(), ActionErrorKind> {
    if account.keys.contains_key(&add.public_key) {
        let public_key = Box::new(add.public_key.clone());
        let account_id = receipt.receiver.clone();
        return Err(ActionErrorKind::AddKeyAlreadyExists { account_id, public_key });
    }
    let permission = add.access_key.permission.clone();
    account.keys.insert(add.public_key.clone(), AccessKey { nonce, permission });
    Ok(())
}

fn delete_key(
    account: &mut Account,
    receipt: &Receipt,
    key: &PublicKey,
) -> Result<(), ActionErrorKind> {
    match account.keys.remove(key) {
        Some(_) => Ok(()),
        None => {
            let (account_id, public_key) = (receipt.receiver.clone(), Box::new(key.clone()));
            Err(ActionErrorKind::DeleteKeyDoesNotExist { account_id, public_key })
        }
    }
}

/// The receipt's account, for what only the account itself may do.
fn own<'a>(
    accounts: &'a mut Accounts,
    receipt: &Receipt,
    actor: &AccountId,
) -> Result<&'a mut Account, ActionErrorKind> {
    let account = existing(accounts, &receipt.receiver)?;
    if *actor != receipt.receiver {
        let (account_id, actor_id) = (receipt.receiver.clone(), actor.clone());
        return Err(ActionErrorKind::ActorNoPermission { account_id, actor_id });
    }
    Ok(account)
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
