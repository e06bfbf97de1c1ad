//! `wasi:filesystem` of 2023-10-18: files have modes, and locks.

use super::{reopen, told};
use crate::state::State;
use wasmtime::StoreContextMut;
use wasmtime::component::{ComponentType, Lift, Linker, LinkerInstance, Lower, Resource, flags};
use wasmtime_wasi::filesystem::{WasiFilesystemCtxView, WasiFilesystemView};
use wasmtime_wasi::p2::FsError;
use wasmtime_wasi::p2::bindings::filesystem::types::{
    Descriptor, DescriptorFlags, ErrorCode, HostDescriptor, OpenFlags, PathFlags,
};

flags! {
    Modes {
        #[component(name = "readable")]
        const READABLE;
        #[component(name = "writable")]
        const WRITABLE;
        #[component(name = "executable")]
        const EXECUTABLE;
    }
}

#[derive(ComponentType, Lift, Lower)]
#[component(variant)]
enum AccessType {
    #[component(name = "access")]
    Access(Modes),
    #[component(name = "exists")]
    Exists,
}

type Refused = wasmtime::Result<(Result<(), ErrorCode>,)>;

pub fn amend(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut types = reopen(linker, "wasi:filesystem/types")?;
    amend_opening(&mut types)?;
    add_permissions(&mut types)?;
    add_locks(&mut types)
}

/// The modes of a new file are the host's to choose, as they are in 0.2.
fn amend_opening(types: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    type Params = (Resource<Descriptor>, PathFlags, String, OpenFlags, DescriptorFlags, Modes);
    types.func_wrap_async(
        "[method]descriptor.open-at",
        |mut store: StoreContextMut<'_, State>, (at, follow, path, open, flags, _): Params| {
            Box::new(async move {
                let mut files: WasiFilesystemCtxView<'_> = store.data_mut().filesystem();
                let opened = files.open_at(at, follow, path, open, flags).await;
                Ok((told(opened, FsError::downcast)?,))
            })
        },
    )
}

fn unsupported() -> Refused {
    Ok((Err(ErrorCode::Unsupported),))
}

fn add_permissions(types: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    type Asked = (Resource<Descriptor>, PathFlags, String, AccessType);
    type Changed = (Resource<Descriptor>, PathFlags, String, Modes);
    types
        .func_wrap("[method]descriptor.access-at", |_: StoreContextMut<'_, State>, _: Asked| {
            unsupported()
        })?;
    for name in ["change-file-permissions-at", "change-directory-permissions-at"] {
        types.func_wrap(
            &format!("[method]descriptor.{name}"),
            |_: StoreContextMut<'_, State>, _: Changed| unsupported(),
        )?;
    }
    Ok(())
}

fn add_locks(types: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    for name in ["lock-shared", "lock-exclusive", "try-lock-shared", "try-lock-exclusive", "unlock"]
    {
        types.func_wrap(
            &format!("[method]descriptor.{name}"),
            |_: StoreContextMut<'_, State>, (_,): (Resource<Descriptor>,)| unsupported(),
        )?;
    }
    Ok(())
}
