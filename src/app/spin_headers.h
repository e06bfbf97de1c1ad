// The request fields that tell a guest how its request was routed (spin-path-info and others;
// spinframework/spin, crates/trigger-http/src/headers.rs).
#pragma once

#include <string>

#include "http/service.h"
#include "manifest/route.h"

namespace app {

// Sets them on the request, over whatever the client sent under these names.
void set_spin_headers(http::Request& request, const manifest::Route& route,
                      const manifest::Route::Match& match);

}  // namespace app
