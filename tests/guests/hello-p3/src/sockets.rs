//! TCP and UDP of WASI 0.3: a text goes out, and what comes back is the answer.

use spin_sdk::wasip3::sockets::types::{
    ErrorCode, IpAddressFamily, IpSocketAddress, Ipv4SocketAddress, TcpSocket, UdpSocket,
};
use spin_sdk::wasip3::{spawn, wit_stream};

/// "IP:PORT,TEXT", of IPv4.
fn parse(query: &str) -> Option<(IpSocketAddress, Vec<u8>)> {
    let (address, text) = query.split_once(',')?;
    let address: std::net::SocketAddrV4 = address.parse().ok()?;
    let [a, b, c, d] = address.ip().octets();
    let port = address.port();
    let address = IpSocketAddress::Ipv4(Ipv4SocketAddress {
        port,
        address: (a, b, c, d),
    });
    Some((address, text.as_bytes().to_vec()))
}

fn told(outcome: Result<Vec<u8>, ErrorCode>) -> Vec<u8> {
    outcome.unwrap_or_else(|error| format!("{error:?}").into_bytes())
}

pub async fn tcp(query: &str) -> Vec<u8> {
    let Some((address, text)) = parse(query) else {
        return b"no address".to_vec();
    };
    told(exchange_stream(address, text).await)
}

async fn exchange_stream(address: IpSocketAddress, text: Vec<u8>) -> Result<Vec<u8>, ErrorCode> {
    let socket = TcpSocket::create(IpAddressFamily::Ipv4)?;
    socket.connect(address).await?;
    let (mut out, to_send) = wit_stream::new();
    let sent = socket.send(to_send);
    spawn(async move {
        out.write_all(text).await; // and drops it, which ends this side
    });
    let (answer, received) = socket.receive();
    let answer = answer.collect().await;
    sent.await?;
    received.await?;
    Ok(answer)
}

pub async fn udp(query: &str) -> Vec<u8> {
    let Some((address, text)) = parse(query) else {
        return b"no address".to_vec();
    };
    told(exchange_datagram(address, text).await)
}

async fn exchange_datagram(address: IpSocketAddress, text: Vec<u8>) -> Result<Vec<u8>, ErrorCode> {
    let socket = UdpSocket::create(IpAddressFamily::Ipv4)?;
    socket.send(text, Some(address)).await?;
    let (answer, _from) = socket.receive().await?;
    Ok(answer)
}
