//! What came with a request: the pairs of its query, or of the form in its body.

pub struct Form(Vec<(String, String)>);

impl Form {
    pub fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// The first value called so. None if it is absent or empty.
    pub fn find(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    pub fn need(&self, name: &str) -> Result<&str, String> {
        self.find(name).ok_or_else(|| format!("the parameter {name} is missing"))
    }

    /// Every value called so that is not empty.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.0.iter().filter(move |(key, value)| key == name && !value.is_empty());
        named.map(|(_, value)| value.as_str())
    }
}
