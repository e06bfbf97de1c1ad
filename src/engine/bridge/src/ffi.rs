//! The plain types of `bridge.h`.

use std::ffi::c_void;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Slice {
    pub data: *const u8,
    pub size: usize,
}

impl Slice {
    pub const EMPTY: Slice = Slice { data: std::ptr::null(), size: 0 };

    pub fn of(bytes: &[u8]) -> Slice {
        Slice { data: bytes.as_ptr(), size: bytes.len() }
    }

    /// # Safety
    /// The slice must point to `size` bytes that outlive the result.
    pub unsafe fn bytes<'a>(self) -> &'a [u8] {
        if self.size == 0 {
            &[]
        } else {
            unsafe { std::slice::from_raw_parts(self.data, self.size) }
        }
    }

    /// As text, with what is not UTF-8 replaced.
    ///
    /// # Safety
    /// As for `bytes`.
    pub unsafe fn text(self) -> String {
        String::from_utf8_lossy(unsafe { self.bytes() }).into_owned()
    }
}

#[repr(C)]
pub struct Buffer {
    data: *mut u8,
    size: usize,
    capacity: usize,
}

impl Buffer {
    pub const EMPTY: Buffer = Buffer { data: std::ptr::null_mut(), size: 0, capacity: 0 };
}

impl From<Vec<u8>> for Buffer {
    fn from(bytes: Vec<u8>) -> Buffer {
        let mut bytes = std::mem::ManuallyDrop::new(bytes);
        Buffer { data: bytes.as_mut_ptr(), size: bytes.len(), capacity: bytes.capacity() }
    }
}

impl From<String> for Buffer {
    fn from(text: String) -> Buffer {
        text.into_bytes().into()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_buffer_free(buffer: Buffer) {
    if !buffer.data.is_null() {
        drop(unsafe { Vec::from_raw_parts(buffer.data, buffer.size, buffer.capacity) });
    }
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Field {
    pub name: Slice,
    pub value: Slice,
}

pub type VisitField = extern "C" fn(*mut c_void, Slice, Slice);

/// The items of a C array.
///
/// # Safety
/// `items` must point to `count` of them, which outlive the result.
pub unsafe fn array<'a, T>(items: *const T, count: usize) -> &'a [T] {
    if count == 0 { &[] } else { unsafe { std::slice::from_raw_parts(items, count) } }
}

/// A pointer into C++ that may be used on any thread, as `bridge.h` says where it is taken.
#[derive(Clone, Copy)]
pub struct Pointer(pub *mut c_void);

unsafe impl Send for Pointer {}
unsafe impl Sync for Pointer {}

/// `bridge_step`.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Pending,
    Again,
    Data,
    End,
    Failed,
}

/// `bridge_call_step`.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CallStep {
    Pending,
    Again,
    Ready,
    Failed,
}
