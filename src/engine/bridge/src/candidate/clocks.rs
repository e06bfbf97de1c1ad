//! `wasi:clocks` of 2023-10-18: one `subscribe` for points in time and for durations.

use super::{Candidate, reopen};
use crate::state::State;
use wasmtime::StoreContextMut;
use wasmtime::component::{ComponentType, Lift, Linker, Lower};
use wasmtime_wasi::clocks::WasiClocksView;
use wasmtime_wasi::p2::bindings::clocks::monotonic_clock::Host as _;
use wasmtime_wasi::p2::bindings::clocks::wall_clock::Datetime;

#[derive(ComponentType, Lift, Lower)]
#[component(record)]
struct TimezoneDisplay {
    #[component(name = "utc-offset")]
    utc_offset: i32,
    name: String,
    #[component(name = "in-daylight-saving-time")]
    in_daylight_saving_time: bool,
}

pub fn amend(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    reopen(linker, "wasi:clocks/monotonic-clock")?.func_wrap(
        "subscribe",
        |mut store: StoreContextMut<'_, State>, (when, absolute): (u64, bool)| {
            let mut clocks = store.data_mut().clocks();
            let pollable = if absolute {
                clocks.subscribe_instant(when)
            } else {
                clocks.subscribe_duration(when)
            };
            Ok((pollable?,))
        },
    )?;
    add_timezone(linker)
}

/// Guests live in UTC.
fn add_timezone(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let name = format!("wasi:clocks/timezone@{}", Candidate::October.adopted());
    let mut timezone = linker.instance(&name)?;
    timezone.func_wrap("display", |_: StoreContextMut<'_, State>, (_,): (Datetime,)| {
        let name = "UTC".to_owned();
        Ok((TimezoneDisplay { utc_offset: 0, name, in_daylight_saving_time: false },))
    })?;
    timezone.func_wrap("utc-offset", |_: StoreContextMut<'_, State>, (_,): (Datetime,)| Ok((0i32,)))
}
