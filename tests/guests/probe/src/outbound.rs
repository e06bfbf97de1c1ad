//! What a guest tries to reach: other servers, by HTTP and by sockets.

use std::io::{Read, Write};
use std::net::SocketAddr;

use wasip2::clocks::monotonic_clock::subscribe_duration;
use wasip2::http::outgoing_handler;
use wasip2::http::types::{
    ErrorCode, Fields, IncomingResponse, Method, OutgoingBody, OutgoingRequest, RequestOptions,
    Scheme,
};
use wasip2::io::poll::poll;
use wasip2::io::streams::{InputStream, OutputStream};
use wasip2::sockets::instance_network::instance_network;
use wasip2::sockets::ip_name_lookup::resolve_addresses;
use wasip2::sockets::network::{
    ErrorCode as SocketError, IpAddress, IpAddressFamily, IpSocketAddress, Ipv4SocketAddress,
    Ipv6SocketAddress,
};
use wasip2::sockets::tcp::TcpSocket;
use wasip2::sockets::tcp_create_socket::create_tcp_socket;
use wasip2::sockets::udp::OutgoingDatagram;
use wasip2::sockets::udp_create_socket::create_udp_socket;

use crate::call::Call;
use crate::world::pause;

/// GET ?url=U; a URL that starts with "/" goes to the app itself. ?connect-ms and ?first-byte-ms
/// are timeouts.
pub fn fetch(call: Call) {
    let sent = OutgoingRequest::new(Fields::new());
    aim(&sent, &call.text("url"));
    let answer = send(sent, options(&call), |_| {});
    reply_answer(call, answer);
}

fn options(call: &Call) -> Option<RequestOptions> {
    let options = RequestOptions::new();
    let timeout = |name| match call.number(name, 0) {
        0 => None,
        milliseconds => Some(milliseconds * 1_000_000),
    };
    let _ = options.set_connect_timeout(timeout("connect-ms"));
    let _ = options.set_first_byte_timeout(timeout("first-byte-ms"));
    Some(options)
}

/// POST ?url=U with this request's body.
pub fn fetch_post(call: Call) {
    let sent = OutgoingRequest::new(Fields::new());
    sent.set_method(&Method::Post).expect("a valid method");
    aim(&sent, &call.text("url"));
    let (_body, mut input) = call.request_body();
    let answer = send(sent, None, |output| {
        let _ = std::io::copy(&mut input, output);
    });
    drop(input);
    reply_answer(call, answer);
}

fn aim(request: &OutgoingRequest, url: &str) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let at = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(at);
    let scheme = match scheme {
        "" => None,
        "http" => Some(Scheme::Http),
        "https" => Some(Scheme::Https),
        other => Some(Scheme::Other(other.to_string())),
    };
    let _ = request.set_scheme(scheme.as_ref());
    let _ = request.set_authority(Some(authority).filter(|text| !text.is_empty()));
    let _ = request.set_path_with_query(Some(if path.is_empty() { "/" } else { path }));
}

fn send(
    request: OutgoingRequest,
    options: Option<RequestOptions>,
    write: impl FnOnce(&mut OutputStream),
) -> Result<IncomingResponse, ErrorCode> {
    let body = request.body().expect("the body is taken once");
    let future = outgoing_handler::handle(request, options)?;
    let mut output = body.write().expect("the stream is taken once");
    write(&mut output);
    drop(output);
    OutgoingBody::finish(body, None)?;
    future.subscribe().block();
    future
        .get()
        .expect("the response is ready")
        .expect("the response is taken once")
}

/// 200 and "STATUS body", or 502 and the error's name.
fn reply_answer(call: Call, answer: Result<IncomingResponse, ErrorCode>) {
    match answer {
        Ok(response) => {
            let body = response.consume().expect("the body is taken once");
            let mut text = Vec::new();
            let whole = body
                .stream()
                .expect("the stream is taken once")
                .read_to_end(&mut text);
            let text = String::from_utf8_lossy(&text);
            let end = if whole.is_ok() { "" } else { " (cut short)" };
            call.reply(200, &format!("{} {text}{end}", response.status()));
        }
        Err(error) => call.reply(502, &format!("{error:?}\n").replace("ErrorCode::", "")),
    }
}

/// TCP to ?addr=IP:PORT; sends ?send=T, if there is one, and answers with what comes back. Holds on
/// to the connection for ?hold=MS.
pub fn connect(call: Call) {
    let outcome = connected(&call.text("addr")).map(|(_socket, input, mut output)| {
        pause(call.number("hold", 0));
        let sent = call.text("send");
        if sent.is_empty() || output.write_all(sent.as_bytes()).is_err() {
            return "connected\n".to_string();
        }
        let answer = input.blocking_read(4096).unwrap_or_default();
        String::from_utf8_lossy(&answer).into_owned()
    });
    reply_socket(call, outcome);
}

fn connected(address: &str) -> Result<(TcpSocket, InputStream, OutputStream), SocketError> {
    let (family, address) = socket_address(address)?;
    let socket = create_tcp_socket(family)?;
    socket.start_connect(&instance_network(), address)?;
    socket.subscribe().block();
    let (input, output) = socket.finish_connect()?;
    Ok((socket, input, output))
}

/// UDP: sends ?send=T to ?addr=IP:PORT and answers with what comes back within 5 s.
pub fn udp(call: Call) {
    let outcome = exchanged(&call.text("addr"), call.text("send").as_bytes());
    reply_socket(call, outcome);
}

fn exchanged(address: &str, bytes: &[u8]) -> Result<String, SocketError> {
    let (family, address) = socket_address(address)?;
    let socket = create_udp_socket(family)?;
    socket.start_bind(&instance_network(), any_address(family))?;
    socket.finish_bind()?;
    let (incoming, outgoing) = socket.stream(Some(address))?;
    outgoing.subscribe().block();
    outgoing.check_send()?;
    outgoing.send(&[OutgoingDatagram {
        data: bytes.to_vec(),
        remote_address: None,
    }])?;
    poll(&[&incoming.subscribe(), &subscribe_duration(5_000_000_000)]);
    match incoming.receive(1)?.pop() {
        Some(datagram) => Ok(String::from_utf8_lossy(&datagram.data).into_owned()),
        None => Err(SocketError::Timeout),
    }
}

fn any_address(family: IpAddressFamily) -> IpSocketAddress {
    let text = match family {
        IpAddressFamily::Ipv4 => "0.0.0.0:0",
        IpAddressFamily::Ipv6 => "[::]:0",
    };
    socket_address(text).expect("a valid address").1
}

/// TCP at ?addr=IP:PORT.
pub fn listen(call: Call) {
    let outcome = listening(&call.text("addr")).map(|_socket| "listening\n".to_string());
    reply_socket(call, outcome);
}

fn listening(address: &str) -> Result<TcpSocket, SocketError> {
    let (family, address) = socket_address(address)?;
    let socket = create_tcp_socket(family)?;
    socket.start_bind(&instance_network(), address)?;
    socket.finish_bind()?;
    socket.start_listen()?;
    socket.finish_listen()?;
    Ok(socket)
}

/// The addresses of ?name=N, one on each line.
pub fn resolve(call: Call) {
    let outcome = addresses_of(&call.text("name"));
    reply_socket(call, outcome);
}

fn addresses_of(name: &str) -> Result<String, SocketError> {
    let stream = resolve_addresses(&instance_network(), name)?;
    stream.subscribe().block();
    let mut text = String::new();
    while let Some(address) = stream.resolve_next_address()? {
        text += &match address {
            IpAddress::Ipv4((a, b, c, d)) => format!("{a}.{b}.{c}.{d}\n"),
            IpAddress::Ipv6((a, b, c, d, e, f, g, h)) => {
                format!("{}\n", std::net::Ipv6Addr::new(a, b, c, d, e, f, g, h))
            }
        };
    }
    Ok(text)
}

fn socket_address(text: &str) -> Result<(IpAddressFamily, IpSocketAddress), SocketError> {
    match text.parse().map_err(|_| SocketError::InvalidArgument)? {
        SocketAddr::V4(v4) => {
            let [a, b, c, d] = v4.ip().octets();
            let address = Ipv4SocketAddress {
                port: v4.port(),
                address: (a, b, c, d),
            };
            Ok((IpAddressFamily::Ipv4, IpSocketAddress::Ipv4(address)))
        }
        SocketAddr::V6(v6) => {
            let [a, b, c, d, e, f, g, h] = v6.ip().segments();
            let address = Ipv6SocketAddress {
                port: v6.port(),
                flow_info: 0,
                address: (a, b, c, d, e, f, g, h),
                scope_id: 0,
            };
            Ok((IpAddressFamily::Ipv6, IpSocketAddress::Ipv6(address)))
        }
    }
}

/// 200 and the text, or 502 and the error's name, "access-denied" for one.
fn reply_socket(call: Call, outcome: Result<String, SocketError>) {
    match outcome {
        Ok(text) => call.reply(200, &text),
        Err(error) => call.reply(502, &format!("{}\n", error.name())),
    }
}
