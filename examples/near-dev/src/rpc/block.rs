//! What there is to know of the chain and its blocks.

use near_parameters::RuntimeConfigView;
use near_primitives::hash::CryptoHash;
use near_primitives::version::PROTOCOL_VERSION;
use serde_json::{Value, json};

use super::error::RpcError;
use super::params::Params;
use crate::chain::block::Block;
use crate::chain::machine::GAS_PRICE;
use crate::chain::{CHAIN_ID, Chain};
use crate::node::Node;

pub fn status(node: &Node) -> Value {
    node.read(|state| {
        let block = state.chain.last_block();
        json!({
            "chain_id": CHAIN_ID,
            "version": {"version": env!("CARGO_PKG_VERSION"), "build": "near-dev"},
            "protocol_version": PROTOCOL_VERSION,
            "latest_protocol_version": PROTOCOL_VERSION,
            "sync_info": {
                "latest_block_hash": block.hash,
                "latest_block_height": block.height,
                "latest_block_time": time_text(block.timestamp),
                "latest_state_root": CryptoHash::default(),
                "syncing": false,
            },
            "validators": [],
            "validator_account_id": null,
        })
    })
}

pub fn gas_price() -> Value {
    json!({"gas_price": GAS_PRICE})
}

pub fn block(node: &Node, params: &Params) -> Result<Value, RpcError> {
    node.read(|state| find(&state.chain, params).map(block_view))
}

pub fn protocol_config(node: &Node) -> Value {
    let runtime_config = RuntimeConfigView::from(node.machine().config().clone());
    json!({
        "chain_id": CHAIN_ID,
        "protocol_version": PROTOCOL_VERSION,
        "genesis_height": 1,
        "min_gas_price": GAS_PRICE,
        "max_gas_price": GAS_PRICE,
        "runtime_config": runtime_config,
    })
}

/// The block that `block_id` (a height or a hash) names; without one the last: all are final.
pub fn find<'a>(chain: &'a Chain, params: &Params) -> Result<&'a Block, RpcError> {
    let found = match params.find("block_id", 0) {
        None => Some(chain.last_block()),
        Some(Value::Number(height)) => {
            height.as_u64().and_then(|height| chain.block_by_height(height))
        }
        Some(Value::String(_)) => chain.block_by_hash(&params.parsed("block_id", 0)?),
        Some(_) => return Err(RpcError::parse("block_id must be a height or a hash")),
    };
    found.ok_or_else(|| {
        RpcError::handler("UNKNOWN_BLOCK", json!({}), "DB Not Found Error: no such block")
    })
}

fn block_view(block: &Block) -> Value {
    let none = CryptoHash::default();
    json!({
        "author": "near-dev",
        "chunks": [],
        "header": {
            "height": block.height,
            "prev_height": block.height - 1,
            "hash": block.hash,
            "prev_hash": block.prev_hash,
            "timestamp": block.timestamp,
            "timestamp_nanosec": block.timestamp.to_string(),
            "gas_price": GAS_PRICE,
            "epoch_id": none,
            "next_epoch_id": none,
            "prev_state_root": none,
            "chunk_receipts_root": none,
            "chunk_headers_root": none,
            "chunk_tx_root": none,
            "outcome_root": none,
            "chunks_included": 0,
            "challenges_root": none,
            "random_value": block.hash,
            "validator_proposals": [],
            "chunk_mask": [],
            "total_supply": "0",
            "challenges_result": [],
            "last_final_block": block.hash,
            "last_ds_final_block": block.hash,
            "next_bp_hash": none,
            "block_merkle_root": none,
            "approvals": [],
            "signature": null,
            "latest_protocol_version": PROTOCOL_VERSION,
        },
    })
}

/// A time in RFC 3339, in UTC. The calendar is that of Howard Hinnant's "days from civil".
fn time_text(nanoseconds: u64) -> String {
    let (seconds, rest) = (nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{rest:09}Z")
}

#[cfg(test)]
mod tests {
    use super::time_text;

    #[test]
    fn times_are_told_in_utc() {
        assert_eq!(time_text(0), "1970-01-01T00:00:00.000000000Z");
        assert_eq!(time_text(951_827_696_000_000_001), "2000-02-29T12:34:56.000000001Z");
    }
}
