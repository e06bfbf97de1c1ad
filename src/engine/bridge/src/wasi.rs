//! The WASI context of a store, from what C++ grants. Nothing else is there: no input, no
//! arguments, and without grants no files and no sockets.

use crate::call::Host;
use crate::error::{Failure, Kind};
use crate::ffi::{Field, Pointer, Slice, array};
use crate::output::Output;
use crate::stores::Access;
use std::ffi::{OsStr, c_void};
use std::net::{IpAddr, SocketAddr};
use std::os::unix::ffi::OsStrExt;
use std::sync::Arc;
use wasmtime_wasi::sockets::SocketAddrUse;
use wasmtime_wasi::p1::WasiP1Ctx;
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxBuilder, WasiView};

#[repr(C)]
pub struct Directory {
    host_path: Slice,
    guest_path: Slice,
    writable: bool,
}

#[repr(C)]
pub struct Grants {
    arguments: *const Slice,
    argument_count: usize,
    environment: *const Field,
    environment_count: usize,
    directories: *const Directory,
    directory_count: usize,
    sockets: Sockets,
    pub stores: Access,
    pub memory: u64,
}

/// `bridge_sockets`.
#[repr(C)]
#[derive(Clone, Copy)]
struct Sockets {
    may_connect: Option<extern "C" fn(*mut c_void, Slice, u16) -> bool>,
    release: extern "C" fn(*mut c_void),
    checker: *mut c_void,
}

/// The context of a store. It takes time to make, above all for its random numbers, so one that
/// grants nothing is made when the guest first turns to it; many that answer HTTP never do.
pub struct Wasi {
    host: Host,
    context: Context,
}

enum Context {
    Later,
    Made(Box<WasiCtx>),
    Preview1(Box<WasiP1Ctx>),
}

impl Wasi {
    /// # Safety
    /// `grants` must hold what its type says.
    pub unsafe fn new(grants: &Grants, host: Host) -> Result<Wasi, Failure> {
        let nothing = grants.environment_count == 0
            && grants.directory_count == 0
            && grants.sockets.may_connect.is_none();
        if nothing {
            return Ok(Wasi { host, context: Context::Later });
        }
        Ok(Wasi::of(host, unsafe { granted(grants, host)? }))
    }

    pub fn of(host: Host, mut context: WasiCtxBuilder) -> Wasi {
        Wasi { host, context: Context::Made(Box::new(context.build())) }
    }

    /// For a core module that has WASI preview 1 without a component around it.
    pub fn of_preview1(host: Host, mut context: WasiCtxBuilder) -> Wasi {
        Wasi { host, context: Context::Preview1(Box::new(context.build_p1())) }
    }

    pub fn get(&mut self) -> &mut WasiCtx {
        if let Context::Later = self.context {
            self.context = Context::Made(Box::new(builder(self.host).build()));
        }
        match &mut self.context {
            Context::Made(context) => context,
            Context::Preview1(context) => context.ctx().ctx,
            Context::Later => unreachable!("made above"),
        }
    }

    /// Of a store that was made by `of_preview1`.
    pub fn preview1(&mut self) -> &mut WasiP1Ctx {
        match &mut self.context {
            Context::Preview1(context) => context,
            Context::Later | Context::Made(_) => unreachable!("a component has no preview 1"),
        }
    }
}

fn builder(host: Host) -> WasiCtxBuilder {
    let mut wasi = WasiCtxBuilder::new();
    wasi.stdout(Output { host, stream: 1 }).stderr(Output { host, stream: 2 });
    wasi
}

/// # Safety
/// `grants` must hold what its type says.
pub unsafe fn granted(grants: &Grants, host: Host) -> Result<WasiCtxBuilder, Failure> {
    let mut wasi = builder(host);
    // Taken over first, so that it is released whatever follows.
    if let Some(checker) = Checker::of(grants.sockets) {
        allow_sockets(&mut wasi, Arc::new(checker));
    }
    for argument in unsafe { array(grants.arguments, grants.argument_count) } {
        wasi.arg(unsafe { argument.text() });
    }
    for variable in unsafe { array(grants.environment, grants.environment_count) } {
        wasi.env(unsafe { variable.name.text() }, unsafe { variable.value.text() });
    }
    for directory in unsafe { array(grants.directories, grants.directory_count) } {
        unsafe { open(&mut wasi, directory)? };
    }
    Ok(wasi)
}

unsafe fn open(wasi: &mut WasiCtxBuilder, directory: &Directory) -> Result<(), Failure> {
    let path = OsStr::from_bytes(unsafe { directory.host_path.bytes() });
    let perms = if directory.writable { FsPerms::ReadWrite } else { FsPerms::ReadOnly };
    match wasi.preopened_dir(path, unsafe { directory.guest_path.text() }, perms) {
        Ok(_) => Ok(()),
        Err(error) => {
            let path = path.to_string_lossy();
            Err(Failure::new(Kind::Io, format!("cannot open folder {path}: {error:#}")))
        }
    }
}

/// C++'s word on socket addresses. Released with the last socket.
struct Checker {
    may_connect: extern "C" fn(*mut c_void, Slice, u16) -> bool,
    release: extern "C" fn(*mut c_void),
    checker: Pointer,
}

impl Checker {
    fn of(sockets: Sockets) -> Option<Checker> {
        let Sockets { may_connect, release, checker } = sockets;
        Some(Checker { may_connect: may_connect?, release, checker: Pointer(checker) })
    }

    /// Guests are clients: they connect and send, but do not listen.
    fn allows(&self, address: SocketAddr, purpose: SocketAddrUse) -> bool {
        match purpose {
            SocketAddrUse::TcpConnect | SocketAddrUse::UdpSend | SocketAddrUse::UdpReceive => {
                self.asks(address)
            }
            SocketAddrUse::TcpBind | SocketAddrUse::UdpBind => {
                address.ip().is_unspecified() && address.port() == 0
            }
            SocketAddrUse::TcpListen | SocketAddrUse::TcpAccept => false,
        }
    }

    fn asks(&self, address: SocketAddr) -> bool {
        let ask =
            |bytes: &[u8]| (self.may_connect)(self.checker.0, Slice::of(bytes), address.port());
        match address.ip() {
            IpAddr::V4(ip) => ask(&ip.octets()),
            IpAddr::V6(ip) => ask(&ip.octets()),
        }
    }
}

impl Drop for Checker {
    fn drop(&mut self) {
        (self.release)(self.checker.0);
    }
}

fn allow_sockets(wasi: &mut WasiCtxBuilder, checker: Arc<Checker>) {
    wasi.allow_tcp(true).allow_udp(true).allow_ip_name_lookup(true).socket_addr_check(
        move |address, purpose| {
            let allowed = checker.allows(address, purpose);
            Box::pin(async move { allowed })
        },
    );
}
