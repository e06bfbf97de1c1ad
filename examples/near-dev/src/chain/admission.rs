//! Whether a transaction may come into a block: its signature, its key, its nonce, its cost.

use near_parameters::vm::LimitConfig;
use near_primitives::account::{AccessKey, AccessKeyPermission, FunctionCallPermission};
use near_primitives::action::Action;
use near_primitives::errors::{ActionsValidationError, InvalidAccessKeyError, InvalidTxError};
use near_primitives::transaction::{SignedTransaction, Transaction};
use near_primitives::types::{Balance, Gas};
use near_primitives::version::PROTOCOL_VERSION;

use super::execution::deposits;
use super::machine::{Machine, price_of};
use super::{Chain, first_nonce};

/// What an admitted transaction costs its signer at most.
pub struct Cost {
    pub deposits: Balance,
    pub gas: Balance,
}

pub fn admit(
    chain: &Chain,
    machine: &Machine,
    signed: &SignedTransaction,
) -> Result<Cost, InvalidTxError> {
    let transaction = &signed.transaction;
    if transaction.gas_keys_required() {
        return Err(InvalidTxError::InvalidTransactionVersion);
    }
    check_actions(machine, transaction.actions())?;
    if !signed.signature.verify(signed.get_hash().as_ref(), transaction.public_key()) {
        return Err(InvalidTxError::InvalidSignature);
    }
    if chain.block_by_hash(transaction.block_hash()).is_none() {
        return Err(InvalidTxError::Expired);
    }
    let signer_id = transaction.signer_id();
    let Some(account) = chain.accounts.get(signer_id) else {
        return Err(InvalidTxError::SignerDoesNotExist { signer_id: signer_id.clone() });
    };
    let Some(key) = account.keys.get(transaction.public_key()) else {
        return Err(InvalidTxError::InvalidAccessKeyError(
            InvalidAccessKeyError::AccessKeyNotFound {
                account_id: signer_id.clone(),
                public_key: Box::new(transaction.public_key().clone()),
            },
        ));
    };
    check_nonce(chain, transaction, key)?;

    let cost = cost_of(machine, transaction.actions());
    let total = cost.deposits.checked_add(cost.gas).ok_or(InvalidTxError::CostOverflow)?;
    if account.balance < total {
        let (signer_id, balance) = (signer_id.clone(), account.balance);
        return Err(InvalidTxError::NotEnoughBalance { signer_id, balance, cost: total });
    }
    if let AccessKeyPermission::FunctionCall(permission) = &key.permission {
        check_permission(transaction, permission, total)
            .map_err(InvalidTxError::InvalidAccessKeyError)?;
    }
    Ok(cost)
}

fn check_nonce(
    chain: &Chain,
    transaction: &Transaction,
    key: &AccessKey,
) -> Result<(), InvalidTxError> {
    let tx_nonce = transaction.nonce().nonce();
    if tx_nonce <= key.nonce {
        return Err(InvalidTxError::InvalidNonce { tx_nonce, ak_nonce: key.nonce });
    }
    // The block that it would come into is the next.
    let upper_bound = first_nonce(chain.last_block().height + 2);
    if tx_nonce >= upper_bound {
        return Err(InvalidTxError::NonceTooLarge { tx_nonce, upper_bound });
    }
    Ok(())
}

/// A key of this kind may do one thing: call the methods that it names, of one contract.
fn check_permission(
    transaction: &Transaction,
    permission: &FunctionCallPermission,
    cost: Balance,
) -> Result<(), InvalidAccessKeyError> {
    let [Action::FunctionCall(call)] = transaction.actions() else {
        return Err(InvalidAccessKeyError::RequiresFullAccess);
    };
    if !call.deposit.is_zero() {
        return Err(InvalidAccessKeyError::DepositWithFunctionCall);
    }
    if transaction.receiver_id().as_str() != permission.receiver_id {
        return Err(InvalidAccessKeyError::ReceiverMismatch {
            tx_receiver: transaction.receiver_id().clone(),
            ak_receiver: permission.receiver_id.clone(),
        });
    }
    let names = &permission.method_names;
    if !names.is_empty() && !names.contains(&call.method_name) {
        let method_name = call.method_name.clone();
        return Err(InvalidAccessKeyError::MethodNameMismatch { method_name });
    }
    match permission.allowance {
        Some(allowance) if allowance < cost => Err(InvalidAccessKeyError::NotEnoughAllowance {
            account_id: transaction.signer_id().clone(),
            public_key: Box::new(transaction.public_key().clone()),
            allowance,
            cost,
        }),
        _ => Ok(()),
    }
}

fn cost_of(machine: &Machine, actions: &[Action]) -> Cost {
    let (send, run) = machine.receipt_fees();
    let gas = send.saturating_add(run).saturating_add(prepaid_gas(actions));
    Cost { deposits: deposits(actions), gas: price_of(gas) }
}

fn prepaid_gas(actions: &[Action]) -> Gas {
    actions.iter().fold(Gas::ZERO, |sum, action| sum.saturating_add(action.get_prepaid_gas()))
}

fn check_actions(machine: &Machine, actions: &[Action]) -> Result<(), InvalidTxError> {
    let refuse = |error| Err(InvalidTxError::ActionsValidation(error));
    let limits = &machine.config().wasm_config.limit_config;
    let (count, limit) = (actions.len() as u64, limits.max_actions_per_receipt);
    if count > limit {
        return refuse(ActionsValidationError::TotalNumberOfActionsExceeded {
            total_number_of_actions: count,
            limit,
        });
    }
    let (total_prepaid_gas, limit) = (prepaid_gas(actions), limits.max_total_prepaid_gas);
    if total_prepaid_gas > limit {
        return refuse(ActionsValidationError::TotalPrepaidGasExceeded {
            total_prepaid_gas,
            limit,
        });
    }
    let before_last = &actions[..actions.len().saturating_sub(1)];
    if before_last.iter().any(|action| matches!(action, Action::DeleteAccount(_))) {
        return refuse(ActionsValidationError::DeleteActionMustBeFinal);
    }
    actions
        .iter()
        .try_for_each(|action| check_action(limits, action))
        .map_err(InvalidTxError::ActionsValidation)
}

fn check_action(limits: &LimitConfig, action: &Action) -> Result<(), ActionsValidationError> {
    match action {
        Action::FunctionCall(call) if call.gas == Gas::ZERO => {
            Err(ActionsValidationError::FunctionCallZeroAttachedGas)
        }
        Action::FunctionCall(call) if call.method_name.is_empty() => {
            Err(ActionsValidationError::FunctionCallEmptyMethodName)
        }
        Action::DeployContract(deploy) if deploy.code.len() as u64 > limits.max_contract_size => {
            let (size, limit) = (deploy.code.len() as u64, limits.max_contract_size);
            Err(ActionsValidationError::ContractSizeExceeded { size, limit })
        }
        Action::AddKey(add) if add.access_key.gas_key_info().is_some() => Err(unknown("gas keys")),
        Action::CreateAccount(_)
        | Action::DeployContract(_)
        | Action::FunctionCall(_)
        | Action::Transfer(_)
        | Action::AddKey(_)
        | Action::DeleteKey(_)
        | Action::DeleteAccount(_) => Ok(()),
        other => Err(unknown(other.as_ref())),
    }
}

fn unknown(feature: &str) -> ActionsValidationError {
    let protocol_feature = feature.to_string();
    ActionsValidationError::UnsupportedProtocolFeature {
        protocol_feature,
        version: PROTOCOL_VERSION,
    }
}
