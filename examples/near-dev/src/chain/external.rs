//! What a running contract sees of the chain, and what it asks for: the VM's `External`.

use near_crypto::PublicKey;
use near_primitives::account::{AccessKey, AccessKeyPermission, FunctionCallPermission};
use near_primitives::action::{
    Action, AddKeyAction, CreateAccountAction, DeleteAccountAction, DeleteKeyAction,
    DeployContractAction, FunctionCallAction, TransferAction,
};
use near_primitives::hash::{CryptoHash, YieldId};
use near_primitives::types::{AccountId, Balance, Gas, GasWeight, Nonce, NonceIndex};
use near_primitives::universal_state_init::{
    DecodeMode, RawStateInit, StateInitError, UniversalStateInitCounts,
};
use near_vm_runner::logic::types::{
    ActionIndex, GlobalContractDeployMode, GlobalContractIdentifier, ReceiptIndex,
};
use near_vm_runner::logic::{External, HostError, StorageAccessTracker, VMLogicError, ValuePtr};

use super::CHAIN_ID;
use super::account::Storage;

type Result<T, E = VMLogicError> = std::result::Result<T, E>;

/// A receipt that a contract makes. It runs when those that it waits for have.
pub struct Outgoing {
    pub receiver: AccountId,
    pub waits_for: Vec<ReceiptIndex>,
    pub actions: Vec<Action>,
    /// Who shares in the gas that the contract leaves: (index of a function call, weight).
    pub weights: Vec<(usize, u64)>,
    pub refund_to: Option<AccountId>,
}

/// The chain around one call of one contract.
pub struct World {
    pub storage: Storage,
    pub outgoing: Vec<Outgoing>,
    /// An action of the contract that this chain does not know.
    pub unknown_action: Option<&'static str>,
}

impl World {
    pub fn new(storage: Storage) -> Self {
        Self { storage, outgoing: Vec::new(), unknown_action: None }
    }

    fn push(&mut self, receipt: ReceiptIndex, action: Action) {
        self.outgoing[receipt as usize].actions.push(action);
    }

    fn push_key(&mut self, receipt: ReceiptIndex, public_key: PublicKey, access_key: AccessKey) {
        let action = AddKeyAction { public_key, access_key };
        self.push(receipt, Action::AddKey(Box::new(action)));
    }
}

/// Yielding is refused as if the contract had panicked: it needs a chain where time passes.
fn no_yield<T>() -> Result<T> {
    let panic_msg = "near-dev does not know promise_yield".to_string();
    Err(HostError::GuestPanic { panic_msg }.into())
}

struct Value<'a>(&'a [u8]);

impl ValuePtr for Value<'_> {
    fn len(&self) -> u32 {
        self.0.len() as u32
    }

    fn deref(&self, _: &mut dyn StorageAccessTracker) -> Result<Vec<u8>> {
        Ok(self.0.to_vec())
    }
}

impl External for World {
    fn storage_set<'a>(
        &'a mut self,
        _: &mut dyn StorageAccessTracker,
        key: &[u8],
        value: &[u8],
    ) -> Result<Option<Vec<u8>>> {
        Ok(self.storage.insert(key.to_vec(), value.to_vec()))
    }

    fn storage_get<'a>(
        &'a self,
        _: &mut dyn StorageAccessTracker,
        key: &[u8],
    ) -> Result<Option<Box<dyn ValuePtr + 'a>>> {
        Ok(self.storage.get(key).map(|value| Box::new(Value(value)) as Box<dyn ValuePtr + 'a>))
    }

    fn storage_remove(
        &mut self,
        _: &mut dyn StorageAccessTracker,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>> {
        Ok(self.storage.remove(key))
    }

    fn storage_has_key(&mut self, _: &mut dyn StorageAccessTracker, key: &[u8]) -> Result<bool> {
        Ok(self.storage.contains_key(key))
    }

    fn generate_data_id(&mut self) -> CryptoHash {
        CryptoHash::hash_borsh(self.outgoing.len() as u64)
    }

    fn get_recorded_storage_size(&self) -> usize {
        0
    }

    fn storage_proof_size_before_receipt(&self) -> usize {
        0
    }

    fn validator_stake(&self, _: &AccountId) -> Result<Option<Balance>> {
        Ok(None)
    }

    fn validator_total_stake(&self) -> Result<Balance> {
        Ok(Balance::ZERO)
    }

    fn chain_id(&self) -> String {
        CHAIN_ID.to_string()
    }

    fn create_action_receipt(
        &mut self,
        waits_for: Vec<ReceiptIndex>,
        receiver: AccountId,
    ) -> Result<ReceiptIndex> {
        self.outgoing.push(Outgoing {
            receiver,
            waits_for,
            actions: Vec::new(),
            weights: Vec::new(),
            refund_to: None,
        });
        Ok(self.outgoing.len() as u64 - 1)
    }

    fn create_promise_yield_receipt(&mut self, _: AccountId) -> Result<(ReceiptIndex, CryptoHash)> {
        no_yield()
    }

    fn create_promise_yield_receipt_with_id(
        &mut self,
        _: AccountId,
        _: YieldId,
    ) -> Result<Option<(ReceiptIndex, CryptoHash)>> {
        no_yield()
    }

    fn submit_promise_resume_data(&mut self, _: CryptoHash, _: Vec<u8>) -> Result<bool> {
        no_yield()
    }

    fn submit_promise_resume_data_with_yield_id(&mut self, _: YieldId, _: Vec<u8>) -> Result<bool> {
        no_yield()
    }

    fn append_action_create_account(&mut self, receipt: ReceiptIndex) {
        self.push(receipt, Action::CreateAccount(CreateAccountAction {}));
    }

    fn append_action_deploy_contract(&mut self, receipt: ReceiptIndex, code: Vec<u8>) {
        self.push(receipt, Action::DeployContract(DeployContractAction { code }));
    }

    fn append_action_function_call_weight(
        &mut self,
        receipt: ReceiptIndex,
        method_name: Vec<u8>,
        args: Vec<u8>,
        deposit: Balance,
        gas: Gas,
        weight: GasWeight,
    ) -> Result<()> {
        let method_name =
            String::from_utf8(method_name).map_err(|_| HostError::InvalidMethodName)?;
        let outgoing = &mut self.outgoing[receipt as usize];
        outgoing.weights.push((outgoing.actions.len(), weight.0));
        let call = FunctionCallAction { method_name, args, gas, deposit };
        outgoing.actions.push(Action::FunctionCall(Box::new(call)));
        Ok(())
    }

    fn append_action_transfer(&mut self, receipt: ReceiptIndex, deposit: Balance) {
        self.push(receipt, Action::Transfer(TransferAction { deposit }));
    }

    fn append_action_add_key_with_full_access(
        &mut self,
        receipt: ReceiptIndex,
        public_key: PublicKey,
        nonce: Nonce,
    ) {
        let permission = AccessKeyPermission::FullAccess;
        self.push_key(receipt, public_key, AccessKey { nonce, permission });
    }

    fn append_action_add_key_with_function_call(
        &mut self,
        receipt: ReceiptIndex,
        public_key: PublicKey,
        nonce: Nonce,
        allowance: Option<Balance>,
        receiver: AccountId,
        method_names: Vec<Vec<u8>>,
    ) -> Result<()> {
        let names = method_names.into_iter().map(String::from_utf8);
        let method_names =
            names.collect::<Result<_, _>>().map_err(|_| HostError::InvalidMethodName)?;
        let receiver_id = receiver.to_string();
        let permission = AccessKeyPermission::FunctionCall(FunctionCallPermission {
            allowance,
            receiver_id,
            method_names,
        });
        self.push_key(receipt, public_key, AccessKey { nonce, permission });
        Ok(())
    }

    fn append_action_delete_key(&mut self, receipt: ReceiptIndex, public_key: PublicKey) {
        self.push(receipt, Action::DeleteKey(Box::new(DeleteKeyAction { public_key })));
    }

    fn append_action_delete_account(&mut self, receipt: ReceiptIndex, beneficiary_id: AccountId) {
        self.push(receipt, Action::DeleteAccount(DeleteAccountAction { beneficiary_id }));
    }

    fn append_action_stake(&mut self, _: ReceiptIndex, _: Balance, _: PublicKey) {
        self.unknown_action = Some("Stake");
    }

    fn append_action_deploy_global_contract(
        &mut self,
        _: ReceiptIndex,
        _: Vec<u8>,
        _: GlobalContractDeployMode,
    ) {
        self.unknown_action = Some("DeployGlobalContract");
    }

    fn append_action_use_global_contract(&mut self, _: ReceiptIndex, _: GlobalContractIdentifier) {
        self.unknown_action = Some("UseGlobalContract");
    }

    fn append_action_deterministic_state_init(
        &mut self,
        _: ReceiptIndex,
        _: GlobalContractIdentifier,
        _: Balance,
    ) -> ActionIndex {
        self.unknown_action = Some("DeterministicStateInit");
        0
    }

    fn set_deterministic_state_init_data_entry(
        &mut self,
        _: ReceiptIndex,
        _: ActionIndex,
        _: Vec<u8>,
        _: Vec<u8>,
    ) -> Result<()> {
        Ok(())
    }

    fn check_state_init(&self, _: &RawStateInit) -> Result<(), StateInitError> {
        Ok(())
    }

    fn state_init_send_counts(&self, _: &RawStateInit, _: DecodeMode) -> UniversalStateInitCounts {
        UniversalStateInitCounts { num_bytes: 0, num_entries: 0, num_keys: 0 }
    }

    fn append_action_universal_state_init(&mut self, _: ReceiptIndex, _: RawStateInit, _: Balance) {
        self.unknown_action = Some("UniversalStateInit");
    }

    fn append_action_transfer_to_gas_key(&mut self, _: ReceiptIndex, _: PublicKey, _: Balance) {
        self.unknown_action = Some("TransferToGasKey");
    }

    fn append_action_add_gas_key_with_full_access(
        &mut self,
        _: ReceiptIndex,
        _: PublicKey,
        _: NonceIndex,
    ) {
        self.unknown_action = Some("AddKey of a gas key");
    }

    fn append_action_add_gas_key_with_function_call(
        &mut self,
        _: ReceiptIndex,
        _: PublicKey,
        _: NonceIndex,
        _: Option<Balance>,
        _: AccountId,
        _: Vec<Vec<u8>>,
    ) -> Result<()> {
        self.unknown_action = Some("AddKey of a gas key");
        Ok(())
    }

    fn get_receipt_receiver(&self, receipt: ReceiptIndex) -> &AccountId {
        &self.outgoing[receipt as usize].receiver
    }

    fn set_refund_to(&mut self, receipt: ReceiptIndex, refund_to: AccountId) {
        self.outgoing[receipt as usize].refund_to = Some(refund_to);
    }

    fn post_quantum_keys_enabled(&self) -> bool {
        false
    }
}
