//! What a guest can learn and use of the world outside: time, files, environment, randomness.

use std::hint::black_box;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, io};

use wasip2::clocks::{monotonic_clock, wall_clock};

use crate::call::Call;

pub fn pause(ms: u64) {
    monotonic_clock::subscribe_duration(ms * 1_000_000).block();
}

/// How many such requests this instance has seen: 1, when each has an instance of its own.
pub fn count(call: Call) {
    static SEEN: AtomicU32 = AtomicU32::new(0);
    let seen = SEEN.fetch_add(1, Ordering::Relaxed) + 1;
    call.reply(200, &format!("{seen}\n"));
}

/// ?ms=N of waiting.
pub fn sleep(call: Call) {
    pause(call.number("ms", 100));
    call.reply(200, "slept\n");
}

/// ?ms=N of computing.
pub fn cpu(call: Call) {
    let end = monotonic_clock::now() + call.number("ms", 100) * 1_000_000;
    let mut sum = 0_u64;
    while monotonic_clock::now() < end {
        for i in 0..100_000 {
            sum = black_box(sum.wrapping_mul(31).wrapping_add(i));
        }
    }
    call.reply(200, "computed\n");
}

/// ?mb=N MiB of memory, all of it touched.
pub fn memory(call: Call) {
    let mb = call.number("mb", 16);
    let held = black_box(vec![1_u8; (mb << 20) as usize]);
    call.reply(200, &format!("{} MiB\n", held.len() >> 20));
}

pub fn env(call: Call) {
    let mut lines: Vec<_> = std::env::vars()
        .map(|(key, value)| format!("{key}={value}\n"))
        .collect();
    lines.sort();
    call.reply(200, &lines.concat());
}

/// ?path=P read.
pub fn file(call: Call) {
    let content = fs::read(call.text("path"));
    reply_io(
        call,
        content.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    );
}

/// ?path=P, with ?text=T written to it.
pub fn write_file(call: Call) {
    let written = fs::write(call.text("path"), call.text("text"));
    reply_io(call, written.map(|()| "written\n".to_string()));
}

/// ?path=P listed, a name on each line, in order.
pub fn list_dir(call: Call) {
    let listed = names_in(&call.text("path"));
    reply_io(
        call,
        listed.map(|names| names.iter().map(|name| format!("{name}\n")).collect()),
    );
}

fn names_in(path: &str) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
    let mut names: Vec<_> = entries
        .iter()
        .map(|e| e.file_name().to_string_lossy().into())
        .collect();
    names.sort();
    Ok(names)
}

/// 200 and the text, or 409 and the error as std words it: "No such file or directory (os error 44)".
fn reply_io(call: Call, outcome: io::Result<String>) {
    match outcome {
        Ok(text) => call.reply(200, &text),
        Err(error) => call.reply(409, &format!("{error}\n")),
    }
}

/// 16 random bytes in hex.
pub fn random(call: Call) {
    let bytes = wasip2::random::random::get_random_bytes(16);
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    call.reply(200, &(hex + "\n"));
}

/// Nanoseconds of the monotonic clock, and seconds of the wall clock.
pub fn clock(call: Call) {
    let (monotonic, wall) = (monotonic_clock::now(), wall_clock::now());
    call.reply(
        200,
        &format!("monotonic: {monotonic}\nwall: {}\n", wall.seconds),
    );
}

/// ?text=T printed.
pub fn stdout(call: Call) {
    println!("{}", call.text("text"));
    call.reply(200, "printed\n");
}

pub fn stderr(call: Call) {
    eprintln!("{}", call.text("text"));
    call.reply(200, "printed\n");
}
