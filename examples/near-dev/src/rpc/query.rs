//! The method `query`: accounts, their keys, and calls that look.

use near_crypto::PublicKey;
use near_primitives::account::AccessKey;
use near_primitives::types::AccountId;
use near_primitives::views::{
    AccessKeyInfoView, AccessKeyList, AccessKeyView, AccountView, CallResult,
};
use serde_json::{Value, json};

use super::block;
use super::error::RpcError;
use super::params::Params;
use crate::chain::account::Account;
use crate::chain::block::Block;
use crate::chain::{Chain, ViewError};
use crate::node::Node;

pub fn query(node: &Node, params: &Params) -> Result<Value, RpcError> {
    node.read(|state| {
        let chain = &state.chain;
        let block = latest(chain, params)?;
        let account_id: AccountId = params.parsed("account_id", 0)?;
        let kind = params.text("request_type", 0)?;
        let answer = match kind {
            "view_account" => view_account(account(chain, &account_id)?),
            "view_access_key" => view_key(account(chain, &account_id)?, params)?,
            "view_access_key_list" => view_keys(account(chain, &account_id)?),
            "call_function" => call(node, chain, &account_id, params)?,
            other => {
                return Err(RpcError::parse(format!("near-dev does not know the query {other:?}")));
            }
        };
        Ok(with_block(answer, block))
    })
}

/// Only the newest state is kept.
fn latest<'a>(chain: &'a Chain, params: &Params) -> Result<&'a Block, RpcError> {
    let block = match params.find("block_id", usize::MAX) {
        Some(_) => block::find(chain, params)?,
        None => chain.last_block(),
    };
    if block.hash == chain.last_block().hash {
        return Ok(block);
    }
    let info = json!({"block_height": block.height, "block_hash": block.hash});
    let text = "near-dev keeps the state of its last block alone";
    Err(RpcError::handler("GARBAGE_COLLECTED_BLOCK", info, text))
}

fn account<'a>(chain: &'a Chain, id: &AccountId) -> Result<&'a Account, RpcError> {
    chain.accounts.get(id).ok_or_else(|| unknown_account(chain, id))
}

fn unknown_account(chain: &Chain, id: &AccountId) -> RpcError {
    let block = chain.last_block();
    RpcError::handler(
        "UNKNOWN_ACCOUNT",
        json!({
            "requested_account_id": id,
            "block_height": block.height,
            "block_hash": block.hash,
        }),
        format!("account {id} does not exist while viewing"),
    )
}

fn view_account(account: &Account) -> Value {
    json!(AccountView {
        amount: account.balance,
        locked: Default::default(),
        code_hash: account.code_hash(),
        storage_usage: account.storage_usage(),
        storage_paid_at: 0,
        global_contract_hash: None,
        global_contract_account_id: None,
        state: Default::default(),
        bootstrap_nonce: None,
    })
}

fn view_key(account: &Account, params: &Params) -> Result<Value, RpcError> {
    let key: PublicKey = params.parsed("public_key", 1)?;
    Ok(match account.keys.get(&key) {
        Some(found) => json!(AccessKeyView::from(AccessKey::clone(found))),
        // A node's own form for this case.
        None => {
            let text = format!("access key {key} does not exist while viewing");
            json!({"error": text, "logs": []})
        }
    })
}

fn view_keys(account: &Account) -> Value {
    let keys: AccessKeyList = account
        .keys
        .iter()
        .map(|(key, access)| AccessKeyInfoView::new(key.clone(), access.clone().into()))
        .collect();
    json!(keys)
}

fn call(
    node: &Node,
    chain: &Chain,
    contract: &AccountId,
    params: &Params,
) -> Result<Value, RpcError> {
    let method = params.text("method_name", 1)?;
    let args = params.base64("args_base64", 2)?;
    match chain.view(node.machine(), contract, method, args) {
        Ok(CallResult { result, logs }) => Ok(json!({"result": result, "logs": logs})),
        // A node answers this as a result that holds an error.
        Err(ViewError::Failed(text)) => Ok(json!({"error": text, "logs": []})),
        Err(ViewError::NoAccount) => Err(unknown_account(chain, contract)),
        Err(ViewError::NoContract) => Err(no_contract(chain, contract)),
    }
}

fn no_contract(chain: &Chain, contract: &AccountId) -> RpcError {
    let block = chain.last_block();
    RpcError::handler(
        "NO_CONTRACT_CODE",
        json!({
            "contract_account_id": contract,
            "block_height": block.height,
            "block_hash": block.hash,
        }),
        format!("Contract code for contract ID #{contract} has never been observed on the node"),
    )
}

fn with_block(mut answer: Value, block: &Block) -> Value {
    answer["block_height"] = json!(block.height);
    answer["block_hash"] = json!(block.hash);
    answer
}
