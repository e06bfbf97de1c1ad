#include "engine/border.h"

#include "http/failure.h"

namespace engine {
namespace {

base::Kind kind_of(bridge_kind kind) {
  switch (kind) {
    case BRIDGE_INVALID:
      return base::Kind::invalid;
    case BRIDGE_UNSUPPORTED:
      return base::Kind::unsupported;
    case BRIDGE_NOT_FOUND:
      return base::Kind::not_found;
    case BRIDGE_LIMIT:
      return base::Kind::limit;
    case BRIDGE_GUEST:
      return base::Kind::guest;
    case BRIDGE_IO:
      return base::Kind::io;
    case BRIDGE_INTERNAL:
      return base::Kind::internal;
  }
  return base::Kind::internal;
}

bridge_fault fault_of(base::Kind kind) {
  switch (kind) {
    case base::Kind::denied:
      return BRIDGE_FAULT_DENIED;
    case base::Kind::timeout:
      return BRIDGE_FAULT_CONNECTION_TIMEOUT;
    case base::Kind::not_found:
      return BRIDGE_FAULT_DNS;
    case base::Kind::unavailable:
      return BRIDGE_FAULT_REFUSED;
    case base::Kind::closed:
      return BRIDGE_FAULT_TERMINATED;
    case base::Kind::limit:
      return BRIDGE_FAULT_LIMIT;
    case base::Kind::protocol:
      return BRIDGE_FAULT_PROTOCOL;
    case base::Kind::invalid:
    case base::Kind::unsupported:
      return BRIDGE_FAULT_URI;
    case base::Kind::guest:
    case base::Kind::io:
    case base::Kind::internal:
      return BRIDGE_FAULT_INTERNAL;
  }
  return BRIDGE_FAULT_INTERNAL;
}

}  // namespace

base::Bytes take(bridge_buffer buffer) {
  base::Bytes bytes(buffer.data ? base::View(buffer.data, buffer.size) : base::View());
  bridge_buffer_free(buffer);
  return bytes;
}

Fault take(bridge_error& error) {
  auto message = take(error.message);
  return {base::Error(kind_of(error.kind), std::move(message)), take(error.detail)};
}

base::Error take(bridge_error& error, base::Log& log) {
  auto fault = take(error);
  if (!fault.detail.empty()) {
    base::log(log, base::Level::warn, "engine", "{}: {}", fault.error.message(), fault.detail);
  }
  return std::move(fault.error);
}

std::vector<bridge_field> array_of(const http::Fields& fields) {
  std::vector<bridge_field> array;
  array.reserve(fields.size());
  for (const auto& field : fields) array.push_back({slice_of(field.name), slice_of(field.value)});
  return array;
}

void add_field(void* self, bridge_slice name, bridge_slice value) {
  static_cast<http::Fields*>(self)->add(view_of(name), view_of(value));
}

bridge_fault fault_of(const base::Error& error) {
  using http::Failure;
  const auto failure = http::find_failure(error);
  if (!failure) return fault_of(error.kind());
  switch (*failure) {
    case Failure::blocked:
      return BRIDGE_FAULT_ADDRESS;
    case Failure::certificate:
      return BRIDGE_FAULT_CERTIFICATE;
    case Failure::tls:
      return BRIDGE_FAULT_TLS;
    case Failure::no_answer:
      return error.kind() == base::Kind::timeout ? BRIDGE_FAULT_RESPONSE_TIMEOUT
                                                 : BRIDGE_FAULT_TERMINATED;
    case Failure::cut_short:
      return BRIDGE_FAULT_INCOMPLETE;
  }
  return BRIDGE_FAULT_INTERNAL;
}

}  // namespace engine
