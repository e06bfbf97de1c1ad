//! UDP of 2023-10-18: a socket connects, sends and receives itself. Here it does so by the streams
//! that 0.2 has for it, which the guest does not see.

use super::{reopen, told};
use crate::state::State;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use wasmtime::StoreContextMut;
use wasmtime::component::{Linker, LinkerInstance, Resource, ResourceType};
use wasmtime_wasi::p2::bindings::io::poll::Pollable;
use wasmtime_wasi::p2::bindings::sockets::network::{
    ErrorCode, IpAddressFamily, IpSocketAddress, Network,
};
use wasmtime_wasi::p2::bindings::sockets::udp::{
    HostIncomingDatagramStream as Incoming, HostOutgoingDatagramStream as Outgoing,
    HostUdpSocket as Socket, IncomingDatagram as Datagram, OutgoingDatagram,
};
use wasmtime_wasi::p2::{SocketError, UdpSocket};
use wasmtime_wasi::sockets::WasiSocketsView;

/// The streams of each socket that has some, by its number in the table.
#[derive(Default)]
pub struct Sockets(BTreeMap<u32, Streams>);

/// Numbers are those of the table.
#[derive(Clone, Copy)]
struct Streams {
    incoming: u32,
    outgoing: u32,
    is_connecting: bool, // between start-connect and finish-connect
    is_dry: bool,        // there was nothing to receive
}

type Store<'a> = StoreContextMut<'a, State>;
type Result<T> = std::result::Result<T, SocketError>;

pub fn amend(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut udp = reopen(linker, "wasi:sockets/udp")?;
    amend_end(&mut udp)?;
    add_connect(&mut udp)?;
    add_receive_and_send(&mut udp)?;
    udp.func_wrap(
        "[method]udp-socket.subscribe",
        |mut store: Store<'_>, (socket,): (Resource<UdpSocket>,)| {
            Ok((subscribe(store.data_mut(), socket.rep())?,))
        },
    )
}

fn answer<T>(result: Result<T>) -> wasmtime::Result<(std::result::Result<T, ErrorCode>,)> {
    Ok((told(result, SocketError::downcast)?,))
}

fn amend_end(udp: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    let ty = ResourceType::host::<UdpSocket>();
    udp.resource_async("udp-socket", ty, |mut store: Store<'_>, socket| {
        Box::new(async move {
            close(store.data_mut(), socket).await?;
            Socket::drop(&mut store.data_mut().sockets(), Resource::new_own(socket))
        })
    })
}

fn add_connect(udp: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    type Params = (Resource<UdpSocket>, Resource<Network>, IpSocketAddress);
    udp.func_wrap_async(
        "[method]udp-socket.start-connect",
        |mut store: Store<'_>, (socket, network, remote): Params| {
            Box::new(async move {
                answer(connect(store.data_mut(), socket.rep(), network, remote).await)
            })
        },
    )?;
    udp.func_wrap(
        "[method]udp-socket.finish-connect",
        |mut store: Store<'_>, (socket,): (Resource<UdpSocket>,)| {
            let streams = store.data_mut().udp.0.get_mut(&socket.rep());
            let was_connecting =
                streams.is_some_and(|streams| std::mem::take(&mut streams.is_connecting));
            Ok((if was_connecting { Ok(()) } else { Err(ErrorCode::NotInProgress) },))
        },
    )
}

fn add_receive_and_send(udp: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    udp.func_wrap_async(
        "[method]udp-socket.receive",
        |mut store: Store<'_>, (socket, most): (Resource<UdpSocket>, u64)| {
            Box::new(async move { answer(receive(store.data_mut(), socket.rep(), most).await) })
        },
    )?;
    udp.func_wrap_async(
        "[method]udp-socket.send",
        |mut store: Store<'_>, (socket, datagrams): (Resource<UdpSocket>, Vec<Datagram>)| {
            Box::new(async move { answer(send(store.data_mut(), socket.rep(), datagrams).await) })
        },
    )
}

/// Binds the socket if the guest has not. It goes on with new streams.
async fn connect(
    state: &mut State,
    socket: u32,
    network: Resource<Network>,
    remote: IpSocketAddress,
) -> Result<()> {
    close(state, socket).await.map_err(SocketError::trap)?;
    let mut view = state.sockets();
    if view.local_address(Resource::new_borrow(socket)).is_err() {
        let family = view.address_family(Resource::new_borrow(socket));
        let local = unspecified(family.map_err(SocketError::trap)?);
        view.start_bind(Resource::new_borrow(socket), network, local).await?;
        view.finish_bind(Resource::new_borrow(socket))?;
    }
    open(state, socket, Some(remote)).await?.is_connecting = true;
    Ok(())
}

fn unspecified(family: IpAddressFamily) -> IpSocketAddress {
    match family {
        IpAddressFamily::Ipv4 => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)).into(),
        IpAddressFamily::Ipv6 => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)).into(),
    }
}

async fn open(
    state: &mut State,
    socket: u32,
    remote: Option<IpSocketAddress>,
) -> Result<&mut Streams> {
    let (incoming, outgoing) = state.sockets().stream(Resource::new_borrow(socket), remote).await?;
    let (incoming, outgoing) = (incoming.rep(), outgoing.rep());
    let streams = Streams { incoming, outgoing, is_connecting: false, is_dry: false };
    Ok(state.udp.0.entry(socket).insert_entry(streams).into_mut())
}

async fn close(state: &mut State, socket: u32) -> wasmtime::Result<()> {
    let Some(streams) = state.udp.0.remove(&socket) else { return Ok(()) };
    let mut view = state.sockets();
    Incoming::drop(&mut view, Resource::new_own(streams.incoming))?;
    Outgoing::drop(&mut view, Resource::new_own(streams.outgoing)).await
}

async fn streams(state: &mut State, socket: u32) -> Result<Streams> {
    match state.udp.0.get(&socket) {
        Some(streams) => Ok(*streams),
        None => open(state, socket, None).await.copied(),
    }
}

async fn receive(state: &mut State, socket: u32, most: u64) -> Result<Vec<Datagram>> {
    let streams = streams(state, socket).await?;
    let incoming = Resource::new_borrow(streams.incoming);
    let datagrams = Incoming::receive(&mut state.sockets(), incoming, most)?;
    let is_dry = datagrams.is_empty() && most > 0;
    state.udp.0.insert(socket, Streams { is_dry, ..streams });
    if is_dry { Err(ErrorCode::WouldBlock.into()) } else { Ok(datagrams) }
}

async fn send(state: &mut State, socket: u32, datagrams: Vec<Datagram>) -> Result<u64> {
    let is_empty = datagrams.is_empty();
    let streams = streams(state, socket).await?;
    let outgoing = || Resource::new_borrow(streams.outgoing);
    let mut view = state.sockets();
    let permitted = Outgoing::check_send(&mut view, outgoing())? as usize;
    let datagrams: Vec<_> = datagrams.into_iter().take(permitted).map(addressed).collect();
    let sent = Outgoing::send(&mut view, outgoing(), datagrams)?;
    if sent == 0 && !is_empty { Err(ErrorCode::WouldBlock.into()) } else { Ok(sent) }
}

fn addressed(datagram: Datagram) -> OutgoingDatagram {
    OutgoingDatagram { data: datagram.data, remote_address: Some(datagram.remote_address) }
}

/// Ready when the guest may try again what was refused. To a guest that was refused nothing the
/// socket is ready.
fn subscribe(state: &mut State, socket: u32) -> wasmtime::Result<Resource<Pollable>> {
    let streams = state.udp.0.get(&socket).copied();
    let mut view = state.sockets();
    if let Some(Streams { incoming, outgoing, is_dry, .. }) = streams {
        let permitted = Outgoing::check_send(&mut view, Resource::new_borrow(outgoing));
        if told(permitted, SocketError::downcast)? == Ok(0) {
            return Outgoing::subscribe(&mut view, Resource::new_borrow(outgoing));
        }
        if is_dry {
            return Incoming::subscribe(&mut view, Resource::new_borrow(incoming));
        }
    }
    Socket::subscribe(&mut view, Resource::new_borrow(socket))
}
