//! The model: MobileNetV2 as an ONNX file, from a picture's numbers to a score for each class.
//!
//! An instance lives for one request, so the model is read, prepared and dropped with each.

use tract_onnx::prelude::*;

use crate::picture::SIDE;
use crate::reply::{Refusal, Result};
use crate::scores::Scores;

/// Scores a picture's numbers; `picture::read` makes them.
pub fn score(numbers: &[f32]) -> Result<Scores> {
    let file = file()?;
    run(&file, numbers).map_err(|error| {
        Refusal::new(500, format!("The model of the app cannot be used: {error:#}."))
    })
}

#[cfg(not(feature = "embedded-model"))]
fn file() -> Result<Vec<u8>> {
    std::fs::read("/model.onnx").map_err(|error| {
        Refusal::new(500, format!("The file model.onnx of the app cannot be read: {error}."))
    })
}

#[cfg(feature = "embedded-model")]
fn file() -> Result<&'static [u8]> {
    Ok(include_bytes!("../static/model.onnx"))
}

fn run(file: &[u8], numbers: &[f32]) -> TractResult<Scores> {
    let side = SIDE as usize;
    let shape = [1, 3, side, side];
    let model = onnx()
        .model_for_read(&mut &file[..])?
        .with_input_fact(0, f32::fact(shape).into())?
        .into_optimized()?
        .into_runnable()?;
    let input = Tensor::from_shape(&shape, numbers)?;
    let outputs = model.run(tvec!(input.into()))?;
    let scores = outputs[0].to_plain_array_view::<f32>()?;
    Ok(Scores(scores.iter().copied().collect()))
}
