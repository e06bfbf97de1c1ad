//! What a guest must not get away with.

use std::hint::black_box;
use std::io::Write;

use crate::call::Call;
use crate::world::pause;

pub fn endless_loop(_call: Call) {
    let mut i = 0_u64;
    loop {
        i = black_box(i.wrapping_add(1));
    }
}

/// Takes memory until there is no more, which aborts.
pub fn endless_allocation(_call: Call) {
    let mut held = Vec::new();
    loop {
        held.push(black_box(vec![1_u8; 1 << 20]));
    }
}

pub fn endless_recursion(_call: Call) {
    black_box(deeper(0));
}

#[allow(unconditional_recursion)]
fn deeper(depth: u64) -> u64 {
    let frame = black_box([depth; 16]);
    deeper(depth + 1) + frame[depth as usize % 16]
}

pub fn trap_before(_call: Call) {
    panic!("the guest's secret detail");
}

/// Traps when the head and a part of the body are out.
pub fn trap_after(call: Call) {
    let mut output = call.start(200, &[]);
    let _ = output.write_all(b"the first part\n");
    let _ = output.flush();
    panic!("the guest's secret detail");
}

/// Returns with no response set.
pub fn no_response(_call: Call) {}

/// Writes a part of the body, and waits for a day.
pub fn never_finish_body(call: Call) {
    let mut output = call.start(200, &[]);
    let _ = output.write_all(b"the first part\n");
    let _ = output.flush();
    pause(24 * 3600 * 1000);
}

/// ?code=N of the process, before any response.
pub fn exit(call: Call) {
    std::process::exit(call.number("code", 1) as i32);
}
