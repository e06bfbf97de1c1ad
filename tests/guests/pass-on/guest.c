// A handler that passes its requests on to the one that it imports.
#include "pass_on.h"

void exports_wasi_http_incoming_handler_handle(
    exports_wasi_http_incoming_handler_own_incoming_request_t request,
    exports_wasi_http_incoming_handler_own_response_outparam_t response_out) {
  wasi_http_incoming_handler_handle(request, response_out);
}
