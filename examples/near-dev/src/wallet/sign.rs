//! Signing: an app asks for transactions that its own key may not make.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use borsh::BorshDeserialize;
use near_primitives::transaction::Transaction;
use near_primitives::views::FinalExecutionStatus;

use super::back::BackUrl;
use super::form::Form;
use crate::node::Node;

pub struct Request {
    pub transactions: Vec<Transaction>,
    pub callback: BackUrl,
    meta: Option<String>,
    /// The transactions as they came.
    encoded: String,
}

impl Request {
    pub fn parse(form: &Form) -> Result<Self, String> {
        let encoded = form.need("transactions")?.to_string();
        let transactions = encoded.split(',').map(decode).collect::<Result<_, _>>()?;
        let callback = BackUrl::parse("callbackUrl", form.need("callbackUrl")?)?;
        let meta = form.find("meta").map(str::to_string);
        Ok(Self { transactions, callback, meta, encoded })
    }

    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("transactions", self.encoded.clone()),
            ("callbackUrl", self.callback.as_str().to_string()),
        ];
        fields.extend(self.meta.clone().map(|meta| ("meta", meta)));
        fields
    }

    /// Signs and sends, one after the other up to the first that fails, and tells the address to
    /// go on to.
    pub fn approve(&self, node: &Node) -> Result<String, String> {
        let mut hashes = Vec::new();
        for transaction in &self.transactions {
            let signed = node.sign(transaction.clone())?;
            hashes.push(signed.get_hash().to_string());
            let outcome = match node.submit(signed) {
                Ok(outcome) => outcome,
                Err(error) => return Ok(self.failed(&error.to_string())),
            };
            if let FinalExecutionStatus::Failure(error) = outcome.status {
                return Ok(self.failed(&error.to_string()));
            }
        }
        Ok(self.back(&[("transactionHashes", &hashes.join(","))]))
    }

    pub fn reject(&self) -> String {
        let text = "User rejected the transaction";
        self.back(&[("errorCode", "userRejected"), ("errorMessage", text)])
    }

    fn failed(&self, text: &str) -> String {
        self.back(&[("errorCode", "transactionFailed"), ("errorMessage", text)])
    }

    fn back(&self, params: &[(&str, &str)]) -> String {
        let meta = self.meta.as_deref().map(|meta| ("meta", meta));
        let params: Vec<(&str, &str)> = params.iter().copied().chain(meta).collect();
        self.callback.with(&params)
    }
}

fn decode(text: &str) -> Result<Transaction, String> {
    let bytes =
        STANDARD.decode(text).map_err(|error| format!("a transaction is no base64: {error}"))?;
    Transaction::try_from_slice(&bytes).map_err(|error| format!("that is no transaction: {error}"))
}
