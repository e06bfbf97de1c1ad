//! The tune as a WAV file that is synthesised while it is sent.

use std::io::{self, Write};

use wasip2::http::types::{OutgoingBody, ResponseOutparam};

use crate::parts::torpor::music::synth::Tune;
use crate::response;

const FRAME_RATE: u32 = 44_100;
const CHANNELS: u16 = 2;
const FRAME_BYTES: u32 = 2 * CHANNELS as u32;
const HEADER_BYTES: u32 = 44;

/// A fifth of a second: what is rendered at a time, so that sound starts at once.
const BLOCK: u32 = 8_820;

pub fn play(out: ResponseOutparam, tempo: u32, seed: u32) {
    let tune = Tune::new(tempo, seed);
    let sound_bytes = tune.length() * FRAME_BYTES;
    let length = (HEADER_BYTES + sound_bytes) as usize;
    let body = response::start(out, 200, "audio/wav", length);
    let mut stream = body.write().expect("the stream is taken once");
    // A client that has gone ends the tune.
    if send(&mut stream, &tune, sound_bytes).is_ok() {
        drop(stream);
        let _ = OutgoingBody::finish(body, None);
    }
}

fn send(stream: &mut impl Write, tune: &Tune, sound_bytes: u32) -> io::Result<()> {
    stream.write_all(&header(sound_bytes))?;
    loop {
        let samples = tune.render(BLOCK);
        if samples.is_empty() {
            return Ok(());
        }
        let bytes: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
        stream.write_all(&bytes)?;
    }
}

/// The RIFF header of a file of 16-bit stereo sound.
fn header(sound_bytes: u32) -> Vec<u8> {
    let mut header = Vec::with_capacity(HEADER_BYTES as usize);
    header.extend(b"RIFF");
    header.extend((HEADER_BYTES - 8 + sound_bytes).to_le_bytes());
    header.extend(b"WAVEfmt ");
    header.extend(16_u32.to_le_bytes()); // the size of this chunk
    header.extend(1_u16.to_le_bytes()); // PCM
    header.extend(CHANNELS.to_le_bytes());
    header.extend(FRAME_RATE.to_le_bytes());
    header.extend((FRAME_RATE * FRAME_BYTES).to_le_bytes()); // bytes a second
    header.extend((FRAME_BYTES as u16).to_le_bytes());
    header.extend(16_u16.to_le_bytes()); // bits a sample
    header.extend(b"data");
    header.extend(sound_bytes.to_le_bytes());
    header
}
