//! The WASI context of a store, from what C++ grants. Nothing else is there: no input, no
//! arguments, and without grants no files and no sockets.

use crate::call::Host;
use crate::error::{Failure, Kind};
use crate::ffi::{Field, Slice, array};
use crate::output::Output;
use crate::sockets::{Policy, Sockets};
use crate::stores::Access;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::sync::Arc;
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

/// The context of a store. It takes time to make, above all for its random numbers, so one that
/// grants nothing is made when the guest first turns to it; many that answer HTTP never do.
pub struct Wasi {
    host: Host,
    pub sockets: Option<Arc<Policy>>,
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
            && grants.sockets.are_none();
        if nothing {
            return Ok(Wasi { host, sockets: None, context: Context::Later });
        }
        Ok(Wasi::of(host, unsafe { granted(grants, host)? }))
    }

    pub fn of(host: Host, granted: Granted) -> Wasi {
        let Granted { mut builder, sockets } = granted;
        Wasi { host, sockets, context: Context::Made(Box::new(builder.build())) }
    }

    /// For a core module that has WASI preview 1 without a component around it.
    pub fn of_preview1(host: Host, granted: Granted) -> Wasi {
        let Granted { mut builder, sockets } = granted;
        Wasi { host, sockets, context: Context::Preview1(Box::new(builder.build_p1())) }
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

/// What a context is made from, and what C++ says of sockets.
pub struct Granted {
    pub builder: WasiCtxBuilder,
    sockets: Option<Arc<Policy>>,
}

/// # Safety
/// `grants` must hold what its type says.
pub unsafe fn granted(grants: &Grants, host: Host) -> Result<Granted, Failure> {
    // Taken over first, so that it is released whatever follows.
    let sockets = Policy::of(grants.sockets);
    let mut wasi = builder(host);
    wasi.allow_ip_name_lookup(sockets.is_some());
    for argument in unsafe { array(grants.arguments, grants.argument_count) } {
        wasi.arg(unsafe { argument.text() });
    }
    for variable in unsafe { array(grants.environment, grants.environment_count) } {
        wasi.env(unsafe { variable.name.text() }, unsafe { variable.value.text() });
    }
    for directory in unsafe { array(grants.directories, grants.directory_count) } {
        unsafe { open(&mut wasi, directory)? };
    }
    Ok(Granted { builder: wasi, sockets })
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
