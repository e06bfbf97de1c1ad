// Fields about one connection are not for whoever asked (RFC 9110 section 7.6.1). Pure.
#pragma once

#include "http/fields.h"

namespace http::client {

// Without Connection, the fields that it names, and those that are hop-by-hop by nature.
void remove_hop_by_hop(Fields* fields);

}  // namespace http::client
