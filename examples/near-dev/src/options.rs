//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use near_primitives::types::AccountId;

/// A NEAR chain of one node, for development: an RPC and a wallet page on one address.
#[derive(Parser)]
#[command(version)]
pub struct Options {
    /// Where to listen. Whoever reaches this address can use the wallet's accounts.
    #[arg(long, default_value = "127.0.0.1:3030", value_name = "ADDRESS")]
    pub listen: SocketAddr,

    /// The file that keeps the chain; without one it ends with this program.
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,

    /// A contract to put on an account, which is made if need be. May be given several times.
    #[arg(long, value_name = "ACCOUNT=FILE.wasm", value_parser = parse_deployment)]
    pub deploy: Vec<Deployment>,
}

#[derive(Clone)]
pub struct Deployment {
    pub account: AccountId,
    pub contract: PathBuf,
}

fn parse_deployment(text: &str) -> Result<Deployment, String> {
    let (account, contract) =
        text.split_once('=').ok_or("it must be an account, =, and a file".to_string())?;
    let account = account.parse().map_err(|error| format!("{account:?}: {error}"))?;
    Ok(Deployment { account, contract: contract.into() })
}
