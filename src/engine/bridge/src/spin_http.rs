//! HTTP as the first Spin had it: requests and responses that are made whole.

use crate::state::State;
use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use wasmtime::StoreContextMut;
use wasmtime::component::{ComponentType, Lift, Linker, Lower};
use wasmtime_wasi_http::{DEFAULT_FORBIDDEN_HEADERS, Error, WasiBody, WasiHttpView};

/// The largest body that is held in memory as a whole.
pub const MOST_BODY: usize = 64 << 20;

type Headers = Vec<(String, String)>;

#[derive(ComponentType, Lift, Lower, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
pub enum Method {
    #[component(name = "get")]
    Get,
    #[component(name = "post")]
    Post,
    #[component(name = "put")]
    Put,
    #[component(name = "delete")]
    Delete,
    #[component(name = "patch")]
    Patch,
    #[component(name = "head")]
    Head,
    #[component(name = "options")]
    Options,
}

impl Method {
    const ALL: [(Method, http::Method); 7] = [
        (Method::Get, http::Method::GET),
        (Method::Post, http::Method::POST),
        (Method::Put, http::Method::PUT),
        (Method::Delete, http::Method::DELETE),
        (Method::Patch, http::Method::PATCH),
        (Method::Head, http::Method::HEAD),
        (Method::Options, http::Method::OPTIONS),
    ];

    pub fn find(method: &http::Method) -> Option<Method> {
        Method::ALL.into_iter().find_map(|(ours, theirs)| (theirs == *method).then_some(ours))
    }
}

impl From<Method> for http::Method {
    fn from(method: Method) -> http::Method {
        Method::ALL[method as usize].1.clone()
    }
}

#[derive(ComponentType, Lift, Lower)]
#[component(record)]
pub struct Request {
    pub method: Method,
    pub uri: String,
    pub headers: Headers,
    pub params: Headers,
    pub body: Option<Vec<u8>>,
}

#[derive(ComponentType, Lift, Lower)]
#[component(record)]
pub struct Response {
    pub status: u16,
    pub headers: Option<Headers>,
    pub body: Option<Vec<u8>>,
}

#[derive(ComponentType, Lift, Lower, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
enum HttpError {
    #[component(name = "success")]
    #[expect(dead_code, reason = "the interface has it; nobody says it")]
    Success,
    #[component(name = "destination-not-allowed")]
    DestinationNotAllowed,
    #[component(name = "invalid-url")]
    InvalidUrl,
    #[component(name = "request-error")]
    RequestError,
    #[component(name = "runtime-error")]
    RuntimeError,
    #[component(name = "too-many-requests")]
    TooManyRequests,
}

impl From<Error> for HttpError {
    fn from(error: Error) -> HttpError {
        match error {
            Error::HttpRequestDenied => HttpError::DestinationNotAllowed,
            Error::HttpRequestUriInvalid => HttpError::InvalidUrl,
            Error::ConnectionLimitReached => HttpError::TooManyRequests,
            _ => HttpError::RequestError,
        }
    }
}

pub fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.instance("fermyon:spin/http")?.func_wrap_async(
        "send-request",
        |mut store: StoreContextMut<'_, State>, (request,): (Request,)| {
            Box::new(async move { Ok((send(store.data_mut(), request).await,)) })
        },
    )
}

async fn send(state: &mut State, request: Request) -> Result<Response, HttpError> {
    let request = outgoing(request)?;
    let sent = state.http().hooks.send_request(request, None, Box::new(async { Ok(()) }));
    let (response, _) = Box::into_pin(sent).await?;
    let (head, body) = response.into_parts();
    let body = gather(body).await.map_err(|_| HttpError::RuntimeError)?;
    Ok(Response {
        status: head.status.as_u16(),
        headers: Some(list(&head.headers)),
        body: Some(body.into()),
    })
}

fn outgoing(request: Request) -> Result<http::Request<WasiBody>, HttpError> {
    let uri: Uri = request.uri.parse().map_err(|_| HttpError::InvalidUrl)?;
    let body = Bytes::from(request.body.unwrap_or_default());
    let length = body.len();
    let body = Full::new(body).map_err(|never| match never {}).boxed_unsync();
    let mut made = http::Request::new(body);
    *made.method_mut() = request.method.into();
    *made.uri_mut() = uri;
    *made.headers_mut() = map(request.headers).map_err(|()| HttpError::RequestError)?;
    if length > 0 {
        made.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    Ok(made)
}

/// A body as a whole. None: it is larger than may be, or was cut off.
pub async fn gather(body: WasiBody) -> Result<Bytes, Option<Error>> {
    match Limited::new(body, MOST_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(None),
        Err(error) => Err(Some(error.downcast().map_or(Error::InternalError(None), |e| *e))),
    }
}

/// Values that are no text are left out.
pub fn list(headers: &HeaderMap) -> Headers {
    headers
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect()
}

/// What frames a message, or names its host, is not the guest's to say.
pub fn map(headers: Headers) -> Result<HeaderMap, ()> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let name = HeaderName::try_from(name).map_err(|_| ())?;
        if name == CONTENT_LENGTH || DEFAULT_FORBIDDEN_HEADERS.contains(&name) {
            continue;
        }
        map.try_append(name, HeaderValue::try_from(value).map_err(|_| ())?).map_err(|_| ())?;
    }
    Ok(map)
}
