//! The sockets of a guest. C++ says how many there may be, and what each may reach.
//!
//! wasmtime-wasi keeps the check of addresses with each socket that it makes. So each socket gets a
//! check of its own, and that holds the socket's place: both go together.

use crate::config::Tasks;
use crate::ffi::{Pointer, Slice};
use crate::state::State;
use std::ffi::c_void;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use wasmtime::StoreContextMut;
use wasmtime::component::{Linker, Resource};
use wasmtime_wasi::p2::SocketError;
use wasmtime_wasi::p2::bindings::sockets::network::{ErrorCode, IpAddressFamily};
use wasmtime_wasi::p2::bindings::sockets::tcp_create_socket::Host as _;
use wasmtime_wasi::p2::bindings::sockets::udp_create_socket::Host as _;
use wasmtime_wasi::p3::bindings::sockets::types as p3;
use wasmtime_wasi::sockets::{SocketAddrUse, WasiSocketsCtxView, WasiSocketsView};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder};

/// `bridge_sockets`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Sockets {
    may_reach: Option<MayReach>,
    open: extern "C" fn(*mut c_void) -> *mut c_void,
    close: extern "C" fn(*mut c_void),
    release: extern "C" fn(*mut c_void),
    policy: *mut c_void,
}

impl Sockets {
    pub fn are_none(&self) -> bool {
        self.may_reach.is_none()
    }
}

type MayReach = extern "C" fn(*mut c_void, Transport, Slice, u16) -> bool;

/// `bridge_transport`.
#[repr(C)]
#[derive(Clone, Copy)]
pub enum Transport {
    Tcp,
    Udp,
}

/// What C++ says of the guest's sockets. Released with the last of them.
pub struct Policy {
    may_reach: MayReach,
    open: extern "C" fn(*mut c_void) -> *mut c_void,
    close: extern "C" fn(*mut c_void),
    release: extern "C" fn(*mut c_void),
    policy: Pointer,
}

impl Policy {
    /// None: no sockets.
    pub fn of(sockets: Sockets) -> Option<Arc<Policy>> {
        let Sockets { may_reach, open, close, release, policy } = sockets;
        let policy = Pointer(policy);
        Some(Arc::new(Policy { may_reach: may_reach?, open, close, release, policy }))
    }

    /// Guests are clients: they connect and send, but do not listen.
    fn allows(&self, address: SocketAddr, purpose: SocketAddrUse) -> bool {
        match purpose {
            SocketAddrUse::TcpConnect => self.asks(Transport::Tcp, address),
            SocketAddrUse::UdpSend | SocketAddrUse::UdpReceive => {
                self.asks(Transport::Udp, address)
            }
            SocketAddrUse::TcpBind | SocketAddrUse::UdpBind => {
                address.ip().is_unspecified() && address.port() == 0
            }
            SocketAddrUse::TcpListen | SocketAddrUse::TcpAccept => false,
        }
    }

    fn asks(&self, transport: Transport, address: SocketAddr) -> bool {
        let ask = |bytes: &[u8]| {
            (self.may_reach)(self.policy.0, transport, Slice::of(bytes), address.port())
        };
        match address.ip() {
            IpAddr::V4(ip) => ask(&ip.octets()),
            IpAddr::V6(ip) => ask(&ip.octets()),
        }
    }
}

impl Drop for Policy {
    fn drop(&mut self) {
        (self.release)(self.policy.0);
    }
}

/// Of one socket; closed with it.
struct Place {
    policy: Arc<Policy>,
    place: Pointer,
}

impl Place {
    fn open(policy: &Arc<Policy>) -> Option<Place> {
        let place = (policy.open)(policy.policy.0);
        (!place.is_null()).then(|| Place { policy: policy.clone(), place: Pointer(place) })
    }

    /// In which one socket is made.
    fn context(self) -> WasiCtx {
        let mut wasi = WasiCtxBuilder::new();
        wasi.allow_tcp(true).allow_udp(true).socket_addr_check(move |address, purpose| {
            let allowed = self.policy.allows(address, purpose);
            Box::pin(async move { allowed })
        });
        wasi.build()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        (self.policy.close)(self.place.0);
    }
}

/// Newer than any guest asks for; Wasmtime links every 0.2.x to it.
const TCP: &str = "wasi:sockets/tcp-create-socket@0.2.12";
const UDP: &str = "wasi:sockets/udp-create-socket@0.2.12";
const BOTH: &str = "wasi:sockets/types@0.3.0";

type Store<'a> = StoreContextMut<'a, State>;
type Answer<T> = wasmtime::Result<(Result<Resource<T>, ErrorCode>,)>;
type AnswerOf3<T> = wasmtime::Result<(Result<Resource<T>, p3::ErrorCode>,)>;

/// In place of wasmtime-wasi's.
pub fn add_to_linker(linker: &mut Linker<State>, tasks: Tasks) -> wasmtime::Result<()> {
    linker.allow_shadowing(true);
    add_p2(linker)?;
    if tasks == Tasks::Many {
        add_p3(linker)?;
    }
    linker.allow_shadowing(false);
    Ok(())
}

fn add_p2(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.instance(TCP)?.func_wrap("create-tcp-socket", |mut store: Store<'_>, (family,)| {
        let state = store.data_mut();
        let Some(mut context) = new_context(state) else { return too_many() };
        answer(view(&mut context, state).create_tcp_socket(family))
    })?;
    linker.instance(UDP)?.func_wrap_async(
        "create-udp-socket",
        |mut store: Store<'_>, (family,): (IpAddressFamily,)| {
            Box::new(async move {
                let state = store.data_mut();
                let Some(mut context) = new_context(state) else { return too_many() };
                answer(view(&mut context, state).create_udp_socket(family).await)
            })
        },
    )
}

fn add_p3(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut types = linker.instance(BOTH)?;
    types.func_wrap("[static]tcp-socket.create", |mut store: Store<'_>, (family,)| {
        let state = store.data_mut();
        let Some(mut context) = new_context(state) else { return too_many_of_3() };
        answer_of_3(p3::HostTcpSocket::create(&mut view(&mut context, state), family))
    })?;
    types.func_wrap_async(
        "[static]udp-socket.create",
        |mut store: Store<'_>, (family,): (p3::IpAddressFamily,)| {
            Box::new(async move {
                let state = store.data_mut();
                let Some(mut context) = new_context(state) else { return too_many_of_3() };
                let mut view = view(&mut context, state);
                answer_of_3(p3::HostUdpSocket::create(&mut view, family).await)
            })
        },
    )
}

/// Of the next socket; of one that may do nothing when there are no sockets. None: too many.
fn new_context(state: &mut State) -> Option<WasiCtx> {
    match state.sockets_policy() {
        Some(policy) => Place::open(policy).map(Place::context),
        None => Some(WasiCtxBuilder::new().allow_tcp(false).allow_udp(false).build()),
    }
}

fn view<'a>(context: &'a mut WasiCtx, state: &'a mut State) -> WasiSocketsCtxView<'a> {
    WasiSocketsCtxView { ctx: context.sockets(), table: state.sockets().table }
}

fn answer<T: 'static>(made: Result<Resource<T>, SocketError>) -> Answer<T> {
    match made {
        Ok(socket) => Ok((Ok(socket),)),
        Err(error) => Ok((Err(error.downcast()?),)),
    }
}

fn answer_of_3<T: 'static>(
    made: Result<Resource<T>, wasmtime_wasi::p3::sockets::SocketError>,
) -> AnswerOf3<T> {
    match made {
        Ok(socket) => Ok((Ok(socket),)),
        Err(error) => Ok((Err(error.downcast()?),)),
    }
}

fn too_many<T: 'static>() -> Answer<T> {
    Ok((Err(ErrorCode::NewSocketLimit),))
}

fn too_many_of_3<T: 'static>() -> AnswerOf3<T> {
    Ok((Err(p3::ErrorCode::Other(Some("too many sockets".to_string()))),))
}
