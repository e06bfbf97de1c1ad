//! `wasi:sockets` of the candidates: options of sockets that 0.2 names otherwise or has not, and
//! names looked up by family.

use super::{reopen, told};
use crate::state::State;
use wasmtime::StoreContextMut;
use wasmtime::component::{Linker, LinkerInstance, Resource};
use wasmtime_wasi::p2::bindings::sockets::ip_name_lookup::Host as _;
use wasmtime_wasi::p2::bindings::sockets::network::{ErrorCode, IpAddressFamily, Network};
use wasmtime_wasi::p2::bindings::sockets::tcp::{HostTcpSocket, TcpSocket};
use wasmtime_wasi::p2::{SocketError, UdpSocket};
use wasmtime_wasi::sockets::WasiSocketsView;

type Store<'a> = StoreContextMut<'a, State>;
type Answer<T> = wasmtime::Result<(Result<T, ErrorCode>,)>;

fn answer<T>(result: Result<T, SocketError>) -> Answer<T> {
    Ok((told(result, SocketError::downcast)?,))
}

fn not_supported<T>() -> Answer<T> {
    Ok((Err(ErrorCode::NotSupported),))
}

pub fn amend_november(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    add_ipv6_only::<TcpSocket>(&mut reopen(linker, "wasi:sockets/tcp")?, "tcp-socket")?;
    add_ipv6_only::<UdpSocket>(&mut reopen(linker, "wasi:sockets/udp")?, "udp-socket")
}

pub fn amend_october(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut tcp = reopen(linker, "wasi:sockets/tcp")?;
    add_ipv6_only::<TcpSocket>(&mut tcp, "tcp-socket")?;
    add_keep_alive(&mut tcp)?;
    add_no_delay(&mut tcp)?;
    add_hop_limit(&mut tcp)?;
    add_ipv6_only::<UdpSocket>(&mut reopen(linker, "wasi:sockets/udp")?, "udp-socket")?;
    amend_lookup(&mut reopen(linker, "wasi:sockets/ip-name-lookup")?)
}

fn add_ipv6_only<S: 'static>(
    instance: &mut LinkerInstance<'_, State>,
    socket: &str,
) -> wasmtime::Result<()> {
    instance.func_wrap(
        &format!("[method]{socket}.ipv6-only"),
        |_: Store<'_>, (_,): (Resource<S>,)| not_supported::<bool>(),
    )?;
    instance.func_wrap(
        &format!("[method]{socket}.set-ipv6-only"),
        |_: Store<'_>, (_, _): (Resource<S>, bool)| not_supported::<()>(),
    )
}

fn add_keep_alive(tcp: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    tcp.func_wrap(
        "[method]tcp-socket.keep-alive",
        |mut store: Store<'_>, (socket,): (Resource<TcpSocket>,)| {
            answer(store.data_mut().sockets().keep_alive_enabled(socket))
        },
    )?;
    tcp.func_wrap(
        "[method]tcp-socket.set-keep-alive",
        |mut store: Store<'_>, (socket, value): (Resource<TcpSocket>, bool)| {
            answer(store.data_mut().sockets().set_keep_alive_enabled(socket, value))
        },
    )
}

fn add_no_delay(tcp: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    tcp.func_wrap("[method]tcp-socket.no-delay", |_: Store<'_>, (_,): (Resource<TcpSocket>,)| {
        not_supported::<bool>()
    })?;
    tcp.func_wrap(
        "[method]tcp-socket.set-no-delay",
        |_: Store<'_>, (_, _): (Resource<TcpSocket>, bool)| not_supported::<()>(),
    )
}

fn add_hop_limit(tcp: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    tcp.func_wrap(
        "[method]tcp-socket.unicast-hop-limit",
        |mut store: Store<'_>, (socket,): (Resource<TcpSocket>,)| {
            answer(store.data_mut().sockets().hop_limit(socket))
        },
    )?;
    tcp.func_wrap(
        "[method]tcp-socket.set-unicast-hop-limit",
        |mut store: Store<'_>, (socket, value): (Resource<TcpSocket>, u8)| {
            answer(store.data_mut().sockets().set_hop_limit(socket, value))
        },
    )
}

/// The family is a wish; a guest that gets addresses of both picks what it can use.
fn amend_lookup(lookup: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    type Params = (Resource<Network>, String, Option<IpAddressFamily>, bool);
    lookup.func_wrap("resolve-addresses", |mut store: Store<'_>, params: Params| {
        let (network, name, _, _) = params;
        answer(store.data_mut().sockets().resolve_addresses(network, name))
    })
}
