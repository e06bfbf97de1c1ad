// UDP of WASI 0.2.0-rc-2023-10-18, of IPv4. /send?IP:PORT,TEXT sends TEXT and answers with what
// comes back, /connect?IP:PORT,TEXT does so by a connected socket. An error is answered by its
// number, in the order of wasi:sockets' error-code.
#include <stdlib.h>
#include <string.h>

#include "udp_october.h"

// Bindings' names are long; these are what this file says.
typedef exports_wasi_http_incoming_handler_own_incoming_request_t Request;
typedef exports_wasi_http_incoming_handler_own_response_outparam_t ResponseOut;
typedef wasi_sockets_network_error_code_t Error;
typedef wasi_sockets_network_ip_socket_address_t Address;
typedef wasi_sockets_udp_borrow_udp_socket_t Socket;
typedef wasi_sockets_udp_list_datagram_t Datagrams;
typedef udp_october_string_t String;
typedef udp_october_list_u8_t Bytes;

enum { WOULD_BLOCK = WASI_SOCKETS_NETWORK_ERROR_CODE_WOULD_BLOCK };

static void respond(ResponseOut out, uint16_t status, Bytes text) {
  udp_october_list_tuple2_string_list_u8_t no_fields = {NULL, 0};
  wasi_http_types_own_fields_t fields = wasi_http_types_constructor_fields(&no_fields);
  wasi_http_types_own_outgoing_response_t response =
      wasi_http_types_constructor_outgoing_response(status, wasi_http_types_borrow_fields(fields));
  wasi_http_types_fields_drop_own(fields);
  wasi_http_types_own_outgoing_body_t body;
  wasi_http_types_method_outgoing_response_write(wasi_http_types_borrow_outgoing_response(response),
                                                 &body);
  wasi_http_types_result_own_outgoing_response_error_t answer = {.val.ok = response};
  wasi_http_types_static_response_outparam_set(out, &answer);

  wasi_io_streams_own_output_stream_t stream;
  wasi_http_types_method_outgoing_body_write(wasi_http_types_borrow_outgoing_body(body), &stream);
  wasi_io_streams_stream_error_t error;
  wasi_io_streams_method_output_stream_blocking_write_and_flush(
      wasi_io_streams_borrow_output_stream(stream), &text, &error);
  wasi_io_streams_output_stream_drop_own(stream);
  wasi_http_types_static_outgoing_body_finish(body, NULL);
}

// Reads a number, and steps over what follows it.
static uint16_t read_number(uint8_t** at) {
  char* end;
  long number = strtol((char*)*at, &end, 10);
  *at = (uint8_t*)end + 1;
  return (uint16_t)number;
}

static Address read_address(uint8_t** at) {
  Address address = {.tag = WASI_SOCKETS_NETWORK_IP_SOCKET_ADDRESS_IPV4};
  wasi_sockets_network_ipv4_socket_address_t* ipv4 = &address.val.ipv4;
  ipv4->address.f0 = (uint8_t)read_number(at);
  ipv4->address.f1 = (uint8_t)read_number(at);
  ipv4->address.f2 = (uint8_t)read_number(at);
  ipv4->address.f3 = (uint8_t)read_number(at);
  ipv4->port = read_number(at);
  return address;
}

static bool bind_or_connect(Socket socket, bool connects, Address* remote, Error* error) {
  wasi_sockets_network_own_network_t network = wasi_sockets_instance_network_instance_network();
  wasi_sockets_network_borrow_network_t borrowed = wasi_sockets_network_borrow_network(network);
  Address any = {.tag = WASI_SOCKETS_NETWORK_IP_SOCKET_ADDRESS_IPV4};
  bool done;
  if (connects) {
    done = wasi_sockets_udp_method_udp_socket_start_connect(socket, borrowed, remote, error) &&
           wasi_sockets_udp_method_udp_socket_finish_connect(socket, error) &&
           wasi_sockets_udp_method_udp_socket_remote_address(socket, remote, error);
  } else {
    done = wasi_sockets_udp_method_udp_socket_start_bind(socket, borrowed, &any, error) &&
           wasi_sockets_udp_method_udp_socket_finish_bind(socket, error);
  }
  wasi_sockets_network_network_drop_own(network);
  return done;
}

static bool receive(Socket socket, Bytes* text, Error* error) {
  Datagrams got;
  while (!wasi_sockets_udp_method_udp_socket_receive(socket, 1, &got, error)) {
    if (*error != WOULD_BLOCK) return false;
    wasi_io_poll_own_pollable_t ready = wasi_sockets_udp_method_udp_socket_subscribe(socket);
    wasi_io_poll_poll_one(wasi_io_poll_borrow_pollable(ready));
    wasi_io_poll_pollable_drop_own(ready);
  }
  *text = got.ptr[0].data;
  return true;
}

static bool exchange(Socket socket, bool connects, Address remote, Bytes* text, Error* error) {
  if (!bind_or_connect(socket, connects, &remote, error)) return false;
  wasi_sockets_udp_datagram_t datagram = {.data = *text, .remote_address = remote};
  Datagrams one = {&datagram, 1};
  uint64_t sent;
  return wasi_sockets_udp_method_udp_socket_send(socket, &one, &sent, error) && sent == 1 &&
         receive(socket, text, error);
}

void exports_wasi_http_incoming_handler_handle(Request request, ResponseOut out) {
  String path = {NULL, 0};
  wasi_http_types_method_incoming_request_path_with_query(
      wasi_http_types_borrow_incoming_request(request), &path);
  bool connects = path.len > 9 && memcmp(path.ptr, "/connect?", 9) == 0;
  uint8_t* at = path.ptr + (connects ? 9 : 6);
  Address remote = read_address(&at);
  Bytes text = {at, (size_t)(path.ptr + path.len - at)};

  wasi_sockets_udp_own_udp_socket_t socket;
  Error error;
  bool done = wasi_sockets_udp_create_socket_create_udp_socket(
      WASI_SOCKETS_NETWORK_IP_ADDRESS_FAMILY_IPV4, &socket, &error);
  if (done) {
    done = exchange(wasi_sockets_udp_borrow_udp_socket(socket), connects, remote, &text, &error);
    wasi_sockets_udp_udp_socket_drop_own(socket);
  }
  uint8_t number[] = {'0' + error / 10, '0' + error % 10};
  respond(out, done ? 200 : 502, done ? text : (Bytes){number, 2});
}
