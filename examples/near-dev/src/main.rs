//! near-dev: a NEAR chain of one node, for development. See README.md.

mod chain;
mod node;
mod options;
mod rpc;
mod server;
mod state;
mod wallet;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use node::Node;
use options::{Deployment, Options};
use state::StateFile;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// The stack of the threads that run contracts. The VM takes part of its caller's.
const STACK: usize = 16 << 20;

fn main() -> ExitCode {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .thread_stack_size(STACK)
        .enable_all()
        .build()
        .expect("the system gives threads");
    match runtime.block_on(serve(options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("near-dev: {text}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Options) -> Result<(), String> {
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", options.listen))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;

    let prepare = tokio::task::spawn_blocking(move || open(options));
    let node = Arc::new(prepare.await.map_err(|error| error.to_string())??);
    announce(&node, address);

    let mut end = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    axum::serve(listener, server::routes(node))
        .with_graceful_shutdown(async move {
            tokio::select! {
                _ = end.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        })
        .await
        .map_err(|error| error.to_string())
}

fn open(options: Options) -> Result<Node, String> {
    let name = options.state.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    let node = Node::open(StateFile(options.state))
        .map_err(|error| format!("the state file {name}: {error}"))?;
    for Deployment { account, contract } in options.deploy {
        let code = std::fs::read(&contract)
            .map_err(|error| format!("the contract {}: {error}", contract.display()))?;
        node.deploy(&account, code).map_err(|error| format!("deploying to {account}: {error}"))?;
    }
    Ok(node)
}

/// Says where the chain is. The last line ends what a program that started this one waits for.
fn announce(node: &Node, address: std::net::SocketAddr) {
    println!("RPC:      http://{address}");
    println!("wallet:   http://{address}/login/");
    node.read(|state| {
        for id in state.users() {
            let contract = match state.chain.accounts[id].code {
                Some(_) => ", a contract",
                None => "",
            };
            println!("account:  {id}{contract}");
        }
    });
    println!("near-dev is ready");
}
