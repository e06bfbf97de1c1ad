//! What a transaction does, in words for the one who is to sign it.

use near_primitives::account::AccessKeyPermission;
use near_primitives::action::{Action, FunctionCallAction};
use near_primitives::transaction::Transaction;
use near_primitives::types::Balance;

use super::page;

/// How much of a call's arguments is shown.
const SHOWN: usize = 2000;

pub fn transaction(transaction: &Transaction) -> String {
    let actions: Vec<String> = transaction.actions().iter().map(action).collect();
    page::transaction(transaction.signer_id(), transaction.receiver_id(), &actions)
}

fn action(action: &Action) -> String {
    match action {
        Action::CreateAccount(_) => "create the account".to_string(),
        Action::DeployContract(deploy) => {
            format!("put a contract of {} bytes on the account", deploy.code.len())
        }
        Action::FunctionCall(call) => function_call(call),
        Action::Transfer(transfer) => format!("send {}", money(transfer.deposit)),
        Action::AddKey(add) => {
            format!("add the key {}, {}", add.public_key, permission(&add.access_key.permission))
        }
        Action::DeleteKey(delete) => format!("remove the key {}", delete.public_key),
        Action::DeleteAccount(delete) => {
            format!("delete the account; what is left goes to {}", delete.beneficiary_id)
        }
        other => format!("{} (near-dev refuses it)", other.as_ref()),
    }
}

fn function_call(call: &FunctionCallAction) -> String {
    let args = String::from_utf8_lossy(&call.args);
    let shown: String = args.chars().take(SHOWN).collect();
    let more = if shown.len() < args.len() { " ..." } else { "" };
    let deposit = match call.deposit.is_zero() {
        true => String::new(),
        false => format!(" and send it {}", money(call.deposit)),
    };
    format!("call {} with up to {}{deposit}:\n{shown}{more}", call.method_name, call.gas)
}

fn permission(permission: &AccessKeyPermission) -> String {
    match permission.function_call_permission() {
        None => "which may do everything".to_string(),
        Some(limit) => format!("which may call {}", limit.receiver_id),
    }
}

fn money(amount: Balance) -> String {
    amount.to_string()
}
