//! What is answered: a reply, or a refusal, which is a status and a plain sentence.

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn new(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type", content_type.to_string())];
        Reply { status: 200, headers, body: body.into() }
    }

    pub fn text(text: impl Into<String>) -> Self {
        Self::new("text/plain; charset=utf-8", text.into())
    }

    pub fn json(value: &serde_json::Value) -> Self {
        Self::new("application/json", value.to_string())
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Why there is no other answer: what the client reads, in a sentence.
#[derive(Debug, PartialEq)]
pub struct Refusal {
    pub status: u16,
    pub sentence: String,
}

impl Refusal {
    pub fn new(status: u16, sentence: impl Into<String>) -> Self {
        Refusal { status, sentence: sentence.into() }
    }

    pub fn into_reply(self) -> Reply {
        Reply { status: self.status, ..Reply::text(self.sentence) }
    }
}

pub type Result<T> = std::result::Result<T, Refusal>;
