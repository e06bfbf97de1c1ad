//! The page's files. They are the app's file assets, in the guest's root folder.

use std::fs;

use crate::reply::{Refusal, Reply, Result};

/// What is served, by the end of its name. The model is none of it.
const TYPES: [(&str, &str); 9] = [
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("ico", "image/x-icon"),
    ("woff2", "font/woff2"),
];

/// The file of a path such as `app.js` or `icons/camera.svg`.
pub fn read(path: &str) -> Result<Reply> {
    let content_type = find_type(path).ok_or_else(missing)?;
    let content = fs::read(format!("/{path}")).map_err(|_| missing())?;
    Ok(Reply::new(content_type, content).with("x-content-type-options", "nosniff"))
}

fn find_type(path: &str) -> Option<&'static str> {
    let is_plain = |segment: &str| {
        let mut bytes = segment.bytes();
        !segment.starts_with('.')
            && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    if !path.split('/').all(|segment| !segment.is_empty() && is_plain(segment)) {
        return None;
    }
    let (_, extension) = path.rsplit_once('.')?;
    TYPES.iter().find(|(known, _)| *known == extension).map(|(_, content_type)| *content_type)
}

pub fn missing() -> Refusal {
    Refusal::new(404, "There is no such page.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_file_has_a_content_type() {
        assert_eq!(find_type("app.js"), Some("text/javascript; charset=utf-8"));
        assert_eq!(find_type("icons/camera-1.svg"), Some("image/svg+xml"));
        assert_eq!(find_type("labels.txt"), Some("text/plain; charset=utf-8"));
    }

    #[test]
    fn the_model_and_what_is_not_plain_are_no_page_files() {
        for path in [
            "model.onnx",
            "",
            "app",
            ".hidden.js",
            "../app.js",
            "a//b.js",
            "/app.js",
            "%2e.js",
            "a\\b.js",
        ] {
            assert_eq!(find_type(path), None, "{path}");
        }
    }
}
