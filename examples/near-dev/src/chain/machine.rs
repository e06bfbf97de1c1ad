//! The VM in which contracts run, with the costs and limits of the main network.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use near_parameters::{ActionCosts, RuntimeConfig, RuntimeConfigStore};
use near_primitives::types::{Balance, Gas};
use near_primitives::version::PROTOCOL_VERSION;
use near_vm_runner::logic::errors::{CompilationError, FunctionCallError};
use near_vm_runner::logic::{VMContext, VMOutcome};
use near_vm_runner::{Contract, ContractCode, MockContractRuntimeCache};

use super::external::World;

/// What one unit of gas costs, in yoctoNEAR: the lowest price of the main network.
pub const GAS_PRICE: Balance = Balance::from_yoctonear(100_000_000);

pub struct Machine {
    config: Arc<RuntimeConfig>,
    /// Compiled contracts, as long as the process lives.
    compiled: MockContractRuntimeCache,
}

/// A contract's code, as the VM asks for it.
struct Code(Arc<ContractCode>);

impl Contract for Code {
    fn hash(&self) -> near_primitives::hash::CryptoHash {
        *self.0.hash()
    }

    fn get_code(&self) -> Option<Arc<ContractCode>> {
        Some(self.0.clone())
    }
}

impl Machine {
    pub fn new() -> Self {
        let store = RuntimeConfigStore::new(None);
        Self {
            config: store.get_config(PROTOCOL_VERSION).clone(),
            compiled: MockContractRuntimeCache::default(),
        }
    }

    pub fn config(&self) -> &RuntimeConfig {
        &self.config
    }

    /// The most gas that one call may burn.
    pub fn max_gas(&self) -> Gas {
        self.config.wasm_config.limit_config.max_gas_burnt
    }

    /// What a receipt costs before any of its actions: (to send it, to run it).
    pub fn receipt_fees(&self) -> (Gas, Gas) {
        let fee = self.config.fees.fee(ActionCosts::new_action_receipt);
        (fee.send_fee(false).gas, fee.exec_fee().gas)
    }

    /// Calls `method` of `code`. Fails with a sentence where the VM does, and then `world` is of no
    /// use; a contract that panics is an outcome with `aborted`.
    pub fn run(
        &self,
        code: Option<&[u8]>,
        method: &str,
        world: &mut World,
        context: &VMContext,
    ) -> Result<VMOutcome, String> {
        let Some(code) = code else {
            let account_id = context.current_account_id.as_str().into();
            let error = CompilationError::CodeDoesNotExist { account_id };
            return Ok(VMOutcome::nop_outcome(FunctionCallError::CompilationError(error)));
        };
        let code = Code(Arc::new(ContractCode::new(code.to_vec(), None)));
        let wasm = self.config.wasm_config.clone();
        let gas = context.make_gas_counter(&wasm);
        survive(|| {
            let prepared = near_vm_runner::prepare(&code, wasm, Some(&self.compiled), gas, method);
            near_vm_runner::run(prepared, world, context, self.config.fees.clone())
        })?
        .map_err(|error| error.to_string())
    }
}

/// The VM has states of which it thinks that they cannot be. They end a call, and not the chain.
fn survive<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| text.to_string());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        format!("the VM broke off: {}", text.unwrap_or_default())
    })
}

/// What `gas` costs.
pub fn price_of(gas: Gas) -> Balance {
    GAS_PRICE.saturating_mul(u128::from(gas.as_gas()))
}

#[cfg(test)]
mod tests {
    use super::survive;

    #[test]
    fn a_vm_that_panics_fails_in_a_sentence() {
        assert_eq!(survive(|| 42), Ok(42));
        let broken: Result<(), _> = survive(|| panic!("no {}", "way"));
        assert_eq!(broken, Err("the VM broke off: no way".to_string()));
    }
}
