//! A call that looks and changes nothing.

use near_primitives::action::FunctionCallAction;
use near_primitives::config::ViewConfig;
use near_primitives::hash::CryptoHash;
use near_primitives::types::{AccountId, Balance};
use near_primitives::views::CallResult;
use near_vm_runner::logic::{ReturnData, VMContext};

use super::Chain;
use super::execution::{Receipt, context_of};
use super::external::World;
use super::machine::Machine;

pub enum ViewError {
    NoAccount,
    NoContract,
    /// What the contract or the VM says.
    Failed(String),
}

impl Chain {
    pub fn view(
        &self,
        machine: &Machine,
        contract: &AccountId,
        method: &str,
        args: Vec<u8>,
    ) -> Result<CallResult, ViewError> {
        let account = self.accounts.get(contract).ok_or(ViewError::NoAccount)?;
        let code = account.code.as_deref().ok_or(ViewError::NoContract)?;
        let gas = machine.max_gas();
        let call = FunctionCallAction {
            method_name: method.to_string(),
            args,
            gas,
            deposit: Balance::ZERO,
        };
        let block = self.last_block();
        let context = VMContext {
            block_height: block.height,
            block_timestamp: block.timestamp,
            random_seed: block.hash.as_bytes().to_vec(),
            view_config: Some(ViewConfig { max_gas_burnt: gas }),
            ..context_of(account, &call, &asked_by_nobody(contract))
        };
        let mut world = World::new(account.storage.clone());
        let outcome = machine
            .run(Some(code), method, &mut world, &context)
            .map_err(ViewError::Failed)?;
        if let Some(error) = outcome.aborted {
            return Err(ViewError::Failed(format!("wasm execution failed with error: {error:?}")));
        }
        let result = match outcome.return_data {
            ReturnData::Value(value) => value,
            ReturnData::ReceiptIndex(_) | ReturnData::None => Vec::new(),
        };
        Ok(CallResult { result, logs: outcome.logs })
    }
}

/// A view has no caller; the VM wants one all the same, and contracts may not ask for it.
fn asked_by_nobody(contract: &AccountId) -> Receipt {
    Receipt {
        id: CryptoHash::default(),
        predecessor: contract.clone(),
        receiver: contract.clone(),
        actions: Vec::new(),
        inputs: Vec::new(),
        refund_to: contract.clone(),
    }
}
