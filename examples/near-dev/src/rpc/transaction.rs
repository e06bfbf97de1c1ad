//! Sending transactions, and asking what they came to.

use borsh::BorshDeserialize;
use near_primitives::hash::CryptoHash;
use near_primitives::transaction::SignedTransaction;
use near_primitives::views::FinalExecutionOutcomeView;
use serde_json::{Value, json};

use super::error::RpcError;
use super::params::Params;
use crate::node::{Node, SubmitError};

/// A transaction is executed, and final, before the answer goes out, whatever the client waits for.
const STATUS: &str = "FINAL";

pub fn send(node: &Node, params: &Params) -> Result<Value, RpcError> {
    Ok(with_status(&submit(node, signed(params)?)?))
}

pub fn broadcast(node: &Node, params: &Params) -> Result<Value, RpcError> {
    Ok(json!(submit(node, signed(params)?)?))
}

/// Answers with the hash, even when the transaction is refused: `tx` tells that.
pub fn broadcast_without_waiting(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let transaction = signed(params)?;
    let hash = transaction.get_hash();
    let _ = submit(node, transaction);
    Ok(json!(hash))
}

pub fn status(node: &Node, params: &Params) -> Result<Value, RpcError> {
    let hash: CryptoHash = match params.find("signed_tx_base64", usize::MAX) {
        Some(_) => signed(params)?.get_hash(),
        None => params.parsed("tx_hash", 0)?,
    };
    node.read(|state| state.chain.outcome(&hash).map(with_status)).ok_or_else(|| {
        let info = json!({"requested_transaction_hash": hash});
        RpcError::handler("UNKNOWN_TRANSACTION", info, format!("Transaction {hash} doesn't exist"))
    })
}

fn signed(params: &Params) -> Result<SignedTransaction, RpcError> {
    let bytes = params.base64("signed_tx_base64", 0)?;
    SignedTransaction::try_from_slice(&bytes)
        .map_err(|error| RpcError::parse(format!("signed_tx_base64 is no transaction: {error}")))
}

fn submit(
    node: &Node,
    transaction: SignedTransaction,
) -> Result<FinalExecutionOutcomeView, RpcError> {
    node.submit(transaction).map_err(|error| match error {
        SubmitError::Invalid(error) => RpcError::invalid_transaction(&error),
        SubmitError::Storage(error) => RpcError::internal(error),
    })
}

fn with_status(outcome: &FinalExecutionOutcomeView) -> Value {
    let mut answer = json!(outcome);
    answer["final_execution_status"] = json!(STATUS);
    answer
}
