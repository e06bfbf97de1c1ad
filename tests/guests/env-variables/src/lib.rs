//! Spin's variables out of the environment: composed with an app, it runs where there are none.

wit_bindgen::generate!({ path: "wit", world: "env-variables", generate_all });

use exports::fermyon::spin::variables::{Error, Guest};

struct Environment;
export!(Environment);

impl Guest for Environment {
    fn get(name: String) -> Result<String, Error> {
        std::env::var(name.to_uppercase()).map_err(|_| Error::Undefined(name))
    }
}
