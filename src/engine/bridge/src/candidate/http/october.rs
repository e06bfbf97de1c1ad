//! `wasi:http` of 2023-10-18: requests and responses are made whole, from fields that they copy.

use super::super::{reopen, told};
use super::error::Error;
use super::{Store, take_trailers};
use crate::outgoing;
use crate::state::State;
use std::time::Duration;
use wasmtime::component::{ComponentType, Lift, Linker, LinkerInstance, Lower, Resource};
use wasmtime_wasi_http::p2::bindings::http::outgoing_handler::Host as _;
use wasmtime_wasi_http::p2::bindings::http::types::{
    ErrorCode, Fields, FutureIncomingResponse, FutureTrailers, HostFields,
    HostFutureIncomingResponse, HostOutgoingBody, HostOutgoingRequest, HostOutgoingResponse,
    HostResponseOutparam, Method, OutgoingBody, OutgoingRequest, OutgoingResponse, RequestOptions,
    ResponseOutparam, Scheme, Trailers,
};
use wasmtime_wasi_http::p2::{HeaderError, HttpError};
use wasmtime_wasi_http::{WasiHttpCtxView, WasiHttpView};

pub fn amend(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut types = reopen(linker, "wasi:http/types")?;
    amend_fields(&mut types)?;
    amend_outgoing_requests(&mut types)?;
    amend_outgoing_responses(&mut types)?;
    amend_futures(&mut types)?;
    amend_outgoing_handler(&mut reopen(linker, "wasi:http/outgoing-handler")?)
}

/// Where the candidate has no error to give, a guest that errs is stopped.
fn must<T>(result: Result<T, HeaderError>) -> wasmtime::Result<T> {
    told(result, HeaderError::downcast)?
        .map_err(|error| wasmtime::format_err!("fields that are not allowed: {error:?}"))
}

fn amend_fields(types: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    types.func_wrap(
        "[constructor]fields",
        |mut store: Store<'_>, (entries,): (Vec<(String, Vec<u8>)>,)| {
            Ok((must(store.data_mut().http().from_list(entries))?,))
        },
    )?;
    types.func_wrap("[method]fields.set", |mut store: Store<'_>, (fields, name, values)| {
        let (fields, values): (Resource<Fields>, Vec<Vec<u8>>) = (fields, values);
        must(HostFields::set(&mut store.data_mut().http(), fields, name, values))
    })?;
    types.func_wrap("[method]fields.delete", |mut store: Store<'_>, (fields, name)| {
        let fields: Resource<Fields> = fields;
        must(HostFields::delete(&mut store.data_mut().http(), fields, name))
    })?;
    types.func_wrap("[method]fields.append", |mut store: Store<'_>, (fields, name, value)| {
        let (fields, value): (Resource<Fields>, Vec<u8>) = (fields, value);
        must(store.data_mut().http().append(fields, name, value))
    })
}

type NewRequest = (Method, Option<String>, Option<Scheme>, Option<String>, Resource<Fields>);

fn amend_outgoing_requests(types: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    types.func_wrap(
        "[constructor]outgoing-request",
        |mut store: Store<'_>, params: NewRequest| {
            Ok((new_request(&mut store.data_mut().http(), params)?,))
        },
    )?;
    types.func_wrap(
        "[method]outgoing-request.write",
        |mut store: Store<'_>, (request,): (Resource<OutgoingRequest>,)| {
            Ok((HostOutgoingRequest::body(&mut store.data_mut().http(), request)?,))
        },
    )
}

fn new_request(
    http: &mut WasiHttpCtxView<'_>,
    (method, path, scheme, authority, fields): NewRequest,
) -> wasmtime::Result<Resource<OutgoingRequest>> {
    let fields = HostFields::clone(http, fields)?;
    let request = HostOutgoingRequest::new(http, fields)?;
    let same = || Resource::new_borrow(request.rep());
    let accepted = http.set_method(same(), method)?.is_ok()
        && http.set_path_with_query(same(), path)?.is_ok()
        && http.set_scheme(same(), scheme)?.is_ok()
        && http.set_authority(same(), authority)?.is_ok();
    match accepted {
        true => Ok(request),
        false => Err(wasmtime::format_err!("an outgoing request that is not allowed")),
    }
}

fn amend_outgoing_responses(types: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    types.func_wrap(
        "[constructor]outgoing-response",
        |mut store: Store<'_>, (status, fields)| {
            Ok((new_response(&mut store.data_mut().http(), status, fields)?,))
        },
    )?;
    types.func_wrap(
        "[method]outgoing-response.write",
        |mut store: Store<'_>, (response,): (Resource<OutgoingResponse>,)| {
            Ok((HostOutgoingResponse::body(&mut store.data_mut().http(), response)?,))
        },
    )?;
    types.func_wrap("[static]outgoing-body.finish", |mut store: Store<'_>, (body, trailers)| {
        let (body, trailers): (Resource<OutgoingBody>, Option<Resource<Trailers>>) =
            (body, trailers);
        told(store.data_mut().http().finish(body, trailers), HttpError::downcast)?
            .map_err(|error| wasmtime::format_err!("a body that is not whole: {error:?}"))
    })?;
    types.func_wrap("[static]response-outparam.set", |mut store: Store<'_>, (to, response)| {
        let to: Resource<ResponseOutparam> = to;
        let response: Result<Resource<OutgoingResponse>, Error> = response;
        HostResponseOutparam::set(
            &mut store.data_mut().http(),
            to,
            response.map_err(ErrorCode::from),
        )
    })
}

fn new_response(
    http: &mut WasiHttpCtxView<'_>,
    status: u16,
    fields: Resource<Fields>,
) -> wasmtime::Result<Resource<OutgoingResponse>> {
    let fields = HostFields::clone(http, fields)?;
    let response = HostOutgoingResponse::new(http, fields)?;
    match http.set_status_code(Resource::new_borrow(response.rep()), status)? {
        Ok(()) => Ok(response),
        Err(()) => Err(wasmtime::format_err!("{status} is no status")),
    }
}

fn amend_futures(types: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    types.func_wrap(
        "[method]future-trailers.get",
        |mut store: Store<'_>, (future,): (Resource<FutureTrailers>,)| {
            Ok((match take_trailers(&mut store, future)? {
                None => None,
                Some(Ok(Some(trailers))) => Some(Ok(trailers)),
                Some(Ok(None)) => Some(Ok(HostFields::new(&mut store.data_mut().http())?)),
                Some(Err(code)) => Some(Err(Error::from(code))),
            },))
        },
    )?;
    types.func_wrap(
        "[method]future-incoming-response.get",
        |mut store: Store<'_>, (future,): (Resource<FutureIncomingResponse>,)| {
            let answer = HostFutureIncomingResponse::get(&mut store.data_mut().http(), future)?;
            Ok((answer.map(|once| once.map(|response| response.map_err(Error::from))),))
        },
    )
}

#[derive(ComponentType, Lift, Lower)]
#[component(record)]
struct Timeouts {
    #[component(name = "connect-timeout-ms")]
    connect: Option<u32>,
    #[component(name = "first-byte-timeout-ms")]
    first_byte: Option<u32>,
    #[component(name = "between-bytes-timeout-ms")]
    between_bytes: Option<u32>,
}

impl From<Timeouts> for RequestOptions {
    fn from(timeouts: Timeouts) -> RequestOptions {
        let duration = |ms: Option<u32>| ms.map(|ms| Duration::from_millis(ms.into()));
        let mut options = RequestOptions::default();
        options.connect_timeout = duration(timeouts.connect);
        options.first_byte_timeout = duration(timeouts.first_byte);
        options.between_bytes_timeout = duration(timeouts.between_bytes);
        options
    }
}

fn amend_outgoing_handler(handler: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    handler.func_wrap("handle", |mut store: Store<'_>, (request, timeouts)| {
        let (request, timeouts): (Resource<OutgoingRequest>, Option<Timeouts>) =
            (request, timeouts);
        let mut http = store.data_mut().http();
        outgoing::complete(&mut http, &request)?;
        let options = match timeouts {
            Some(timeouts) => Some(http.table.push(RequestOptions::from(timeouts))?),
            None => None,
        };
        let same = options.as_ref().map(|options| Resource::new_own(options.rep()));
        let sent = http.handle(request, same);
        if let Some(options) = options {
            http.table.delete(options)?;
        }
        Ok((told(sent, HttpError::downcast)?.map_err(Error::from),))
    })
}
