//! `fermyon:spin/inbound-http`, the handler of the first Spin.

use crate::call::{Answer, Incoming};
use crate::spin_http::{self, Method, Request, Response};
use crate::state::State;
use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt, Full};
use wasmtime::Store;
use wasmtime::component::{ComponentExportIndex, InstancePre};
use wasmtime_wasi_http::WasiBody;

pub struct Handler {
    pub pre: InstancePre<State>,
    handle: ComponentExportIndex,
}

impl Handler {
    pub fn new(pre: InstancePre<State>) -> wasmtime::Result<Handler> {
        let component = pre.component();
        let handle = ["fermyon:spin/inbound-http", "inbound-http"]
            .into_iter()
            .find_map(|name| component.get_export_index(None, name))
            .and_then(|handler| component.get_export_index(Some(&handler), "handle-request"))
            .ok_or_else(|| wasmtime::format_err!("no fermyon:spin/inbound-http is exported"))?;
        Ok(Handler { pre, handle })
    }

    pub async fn answer(
        &self,
        store: &mut Store<State>,
        (_, request): Incoming,
        answer: Answer,
    ) -> wasmtime::Result<()> {
        let response = match take(request).await {
            Err(status) => status_alone(status),
            Ok(request) => self.call(store, request).await?,
        };
        *answer.lock().unwrap() = Some(Ok(response));
        Ok(())
    }

    async fn call(
        &self,
        store: &mut Store<State>,
        request: Request,
    ) -> wasmtime::Result<http::Response<WasiBody>> {
        let instance = self.pre.instantiate_async(&mut *store).await?;
        let handle =
            instance.get_typed_func::<(Request,), (Response,)>(&mut *store, self.handle)?;
        let (response,) = handle.call_async(store, (request,)).await?;
        give(response).ok_or_else(|| wasmtime::format_err!("a response that is not allowed"))
    }
}

fn status_alone(status: StatusCode) -> http::Response<WasiBody> {
    let nothing = Full::new(Bytes::new()).map_err(|never| match never {}).boxed_unsync();
    let mut response = http::Response::new(nothing);
    *response.status_mut() = status;
    response
}

/// Or the status that answers a request which the guest cannot be given.
async fn take(request: http::Request<WasiBody>) -> Result<Request, StatusCode> {
    let (head, body) = request.into_parts();
    let method = Method::find(&head.method).ok_or(StatusCode::METHOD_NOT_ALLOWED)?;
    let body = spin_http::gather(body).await.map_err(|error| match error {
        None => StatusCode::PAYLOAD_TOO_LARGE,
        Some(_) => StatusCode::BAD_REQUEST,
    })?;
    Ok(Request {
        method,
        uri: head.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        headers: spin_http::list(&head.headers),
        params: Vec::new(), // never used: what they say is part of the URI
        body: Some(body.into()),
    })
}

fn give(response: Response) -> Option<http::Response<WasiBody>> {
    let mut given = status_alone(StatusCode::from_u16(response.status).ok()?);
    *given.headers_mut() = spin_http::map(response.headers.unwrap_or_default()).ok()?;
    let body = Full::new(Bytes::from(response.body.unwrap_or_default()));
    *given.body_mut() = body.map_err(|never| match never {}).boxed_unsync();
    Some(given)
}
