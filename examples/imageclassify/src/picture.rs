//! From the bytes of an image file to the numbers that the model takes.

use std::io::Cursor;

use image::error::ImageError;
use image::imageops::FilterType;
use image::{ImageReader, Limits, RgbImage};

use crate::reply::{Refusal, Result};

/// Width and height of what the model sees.
pub const SIDE: u32 = 224;

/// More is refused before anything is decoded.
const MOST_PIXELS: u64 = 25_000_000;

/// What decoding may take at a time: enough for that many pixels of 8 bytes.
const MOST_DECODED: u64 = 256 << 20;

/// What may be unpacked to learn an image's size: colour profiles come before the pixels.
const MOST_BEFORE: u64 = 16 << 20;

/// What ImageNet's pixels are on average and how they spread, per channel; the model was trained
/// on pixels without either.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const SPREAD: [f32; 3] = [0.229, 0.224, 0.225];

/// The numbers of an image: red, green and blue, each `SIDE` rows of `SIDE` (NCHW).
pub fn read(file: &[u8]) -> Result<Vec<f32>> {
    if file.is_empty() {
        return Err(Refusal::new(400, "The request has no image: its body is empty."));
    }
    check_size(file)?;
    let decoded = reader(file, MOST_DECODED)?.decode().map_err(refused)?;
    Ok(normalise(&decoded.resize_exact(SIDE, SIDE, FilterType::Triangle).to_rgb8()))
}

/// A reader that takes at most so many bytes of memory at a time.
fn reader(file: &[u8], most: u64) -> Result<ImageReader<Cursor<&[u8]>>> {
    let reader = ImageReader::new(Cursor::new(file)).with_guessed_format();
    let mut reader = reader.map_err(|error| refused(error.into()))?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(most);
    reader.limits(limits);
    Ok(reader)
}

fn check_size(file: &[u8]) -> Result<()> {
    let (width, height) = reader(file, MOST_BEFORE)?.into_dimensions().map_err(refused)?;
    if u64::from(width) * u64::from(height) <= MOST_PIXELS {
        return Ok(());
    }
    let most = MOST_PIXELS / 1_000_000;
    let sentence = format!("The image has {width} x {height} pixels; {most} million are the most.");
    Err(Refusal::new(413, sentence))
}

fn normalise(image: &RgbImage) -> Vec<f32> {
    let channel = |c: usize| {
        image.pixels().map(move |pixel| (f32::from(pixel[c]) / 255.0 - MEAN[c]) / SPREAD[c])
    };
    (0..3).flat_map(channel).collect()
}

fn refused(error: ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::new(413, "The image takes too much memory to decode."),
        ImageError::Unsupported(_) => {
            Refusal::new(415, "The body is no image that is understood here: send a JPEG or a PNG.")
        }
        broken => Refusal::new(400, format!("The image is damaged: {broken}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, ImageFormat, Rgb};

    fn png(image: impl Into<DynamicImage>) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        image.into().write_to(&mut file, ImageFormat::Png).unwrap();
        file.into_inner()
    }

    #[test]
    fn numbers_come_channel_by_channel() {
        let numbers = read(&png(RgbImage::from_pixel(300, 10, Rgb([255, 0, 128])))).unwrap();
        let plane = (SIDE * SIDE) as usize;
        assert_eq!(numbers.len(), 3 * plane);
        for (channel, pixel) in [1.0, 0.0, 128.0 / 255.0].into_iter().enumerate() {
            let expected = (pixel - MEAN[channel]) / SPREAD[channel];
            let numbers = &numbers[channel * plane..][..plane];
            assert!(numbers.iter().all(|number| (number - expected).abs() < 1e-6));
        }
    }

    #[test]
    fn an_image_of_the_models_size_is_not_resized() {
        let image = RgbImage::from_fn(SIDE, SIDE, |x, y| Rgb([x as u8, y as u8, (x ^ y) as u8]));
        assert_eq!(read(&png(image.clone())).unwrap(), normalise(&image));
    }

    #[test]
    fn what_is_no_image_is_refused_in_words() {
        let whole = png(RgbImage::new(20, 20));
        for (file, status) in
            [(&b""[..], 400), (b"hello", 415), (b"GIF89a......", 415), (&whole[..40], 400)]
        {
            assert_eq!(read(file).unwrap_err().status, status, "{file:?}");
        }
    }

    #[test]
    fn too_many_pixels_are_refused_before_they_are_decoded() {
        // The size alone, as a bomb says it: 10,000 x 5,000, and nothing behind.
        let mut file = png(RgbImage::new(1, 1));
        file[16..24].copy_from_slice(&[0, 0, 0x27, 0x10, 0, 0, 0x13, 0x88]);
        file.splice(29..33, crc32(&file[12..29]).to_be_bytes());
        let refusal = read(&file).unwrap_err();
        assert_eq!(refusal.status, 413);
        assert!(refusal.sentence.contains("10000 x 5000"), "{}", refusal.sentence);
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |sum: u32, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 * (sum & 1)))
        })
    }
}
