// A component that imports torpor:absent/thing, which no host has; it is never to run.
#include "absent_import.h"

void exports_wasi_http_incoming_handler_handle(
    exports_wasi_http_incoming_handler_own_incoming_request_t request,
    exports_wasi_http_incoming_handler_own_response_outparam_t response_out) {
  (void)request;
  (void)response_out;
  torpor_absent_thing_call();
}
