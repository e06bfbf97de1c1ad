// The bridge: Wasmtime behind a narrow C face. The crate beside this file implements it; only
// the .cc files of src/engine include it.
//
// Rules. Slices are borrowed for the length of the call that takes or gives them, unless it says
// otherwise. Buffers are owned by who receives them and given back with bridge_buffer_free.
// Whatever fails returns null or false and fills *error, whose message is then owned by the caller.
// Panics abort. Engines and codes may be used from any thread; a call, its bodies and its exchanges
// belong to the loop's thread, and so does every callback that does not say otherwise.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  const char* data;
  size_t size;
} bridge_slice;

typedef struct {
  char* data;
  size_t size;
  size_t capacity;
} bridge_buffer;

void bridge_buffer_free(bridge_buffer buffer);

// The values of base::Kind that the bridge gives, by meaning.
typedef enum {
  BRIDGE_INVALID,
  BRIDGE_UNSUPPORTED,
  BRIDGE_NOT_FOUND,
  BRIDGE_LIMIT,
  BRIDGE_GUEST,
  BRIDGE_IO,
  BRIDGE_INTERNAL,
} bridge_kind;

typedef struct {
  bridge_kind kind;
  bridge_buffer message;  // one line, fit for an error value
  bridge_buffer detail;   // one line for the log: causes and wasm backtrace; may be empty
} bridge_error;

// ---- engine ----------------------------------------------------------------------------------

typedef struct bridge_engine bridge_engine;

typedef struct {
  uint32_t instances;  // of one loaded component, at once
  uint64_t memory;     // most bytes of one linear memory
  uint64_t stack;      // bytes of guest stack
} bridge_options;

bridge_engine* bridge_engine_new(const bridge_options* options, bridge_error* error);
void bridge_engine_free(bridge_engine* engine);  // after all of its codes

// Everything that precompiled code depends on besides the component, as bytes to digest.
bridge_buffer bridge_engine_compatibility(const bridge_engine* engine);

bool bridge_compile(const bridge_engine* engine, bridge_slice wasm, bridge_buffer* code,
                    bridge_error* error);

typedef enum {
  BRIDGE_HANDLER_WASI_HTTP_0_2,
  BRIDGE_HANDLER_WASI_HTTP_0_3,
  BRIDGE_HANDLER_WASI_HTTP_RC,
  BRIDGE_HANDLER_SPIN_INBOUND,
  BRIDGE_HANDLER_WAGI,
  BRIDGE_HANDLER_NONE,
  BRIDGE_HANDLER_SEVERAL,
} bridge_handler;

// What a component offers and asks for. The lists are names, one a line.
typedef struct {
  bridge_handler handler;         // what it exports to be called by
  bridge_buffer exports;          // all that it exports
  bridge_buffer unknown_imports;  // what it imports and nobody gives
} bridge_inspection;

bool bridge_inspect(bridge_slice wasm, bridge_inspection* inspection, bridge_error* error);

typedef struct {
  bridge_slice import;   // of the root: "ns:package/interface@1.0.0" or "ns:package"
  bridge_slice wasm;     // the component that gives it
  bridge_slice export_;  // under which name; empty: the same as `import`
} bridge_plug;

bool bridge_compose(bridge_slice root, const bridge_plug* plugs, size_t plug_count,
                    bridge_buffer* wasm, bridge_error* error);

// ---- code ------------------------------------------------------------------------------------

// A loaded component: its mapped code, its linker and its pool of instance slots. Freeing the last
// reference unmaps all of it; running calls hold one.
typedef struct bridge_code bridge_code;

// `path` must hold what bridge_compile of a compatible engine gave: it is native code.
// `handler`: what bridge_inspect said of it.
bridge_code* bridge_code_map(bridge_engine* engine, bridge_slice path, bridge_handler handler,
                             bridge_error* error);
void bridge_code_free(bridge_code* code);
// How many instances fit at once.
uint32_t bridge_code_instances(const bridge_code* code);

// ---- fields and bodies -----------------------------------------------------------------------

typedef struct {
  bridge_slice name;
  bridge_slice value;
} bridge_field;

typedef void (*bridge_visit_field)(void* self, bridge_slice name, bridge_slice value);

// The next step of a body.
typedef enum {
  BRIDGE_PENDING,  // nothing now; a wake follows
  BRIDGE_AGAIN,    // nothing now; poll again when others had their turn
  BRIDGE_DATA,     // bytes, at least one, valid until the next poll
  BRIDGE_END,      // no more bytes; trailers may be visited
  BRIDGE_FAILED,   // the message is cut off here
} bridge_step;

// A body that C++ gives to the guest. The crate holds a bridge_feed for it, C++ another.
typedef struct {
  // BRIDGE_PENDING promises a bridge_feed_wake. BRIDGE_FAILED gives a bridge_fault by `*fault`.
  bridge_step (*poll)(void* self, bridge_slice* bytes, int* fault);
  // After BRIDGE_END: hands each trailer field to `visit`.
  void (*trailers)(void* self, void* visitor, bridge_visit_field visit);
  // The guest does not want the rest. At most once, on any thread.
  void (*dropped)(void* self);
} bridge_feed_table;

typedef struct bridge_feed bridge_feed;
bridge_feed* bridge_feed_new(const bridge_feed_table* table, void* self);
// The next poll may go on.
void bridge_feed_wake(bridge_feed* feed);
// C++ is done with it: from now on nothing calls `self`, and the guest sees the body cut off unless
// it has ended.
void bridge_feed_free(bridge_feed* feed);

// A body that C++ pulls from the guest: that of an outgoing request.
typedef struct bridge_body bridge_body;
// The body calls wake(self), from any thread, after BRIDGE_PENDING.
bridge_step bridge_body_poll(bridge_body* body, void (*wake)(void*), void* self,
                             bridge_slice* bytes);
void bridge_body_trailers(const bridge_body* body, void* visitor, bridge_visit_field visit);
void bridge_body_free(bridge_body* body);  // nothing wakes afterwards

// ---- call ------------------------------------------------------------------------------------

// One request to one new instance.
typedef struct bridge_call bridge_call;
// One outgoing request of the guest, to be answered once.
typedef struct bridge_exchange bridge_exchange;

typedef struct {
  bridge_slice method, scheme, authority, path;
  const bridge_field* fields;
  size_t field_count;
  bridge_body* body;            // owned by the receiver; null when empty
  uint64_t connect_timeout_ns;  // 0: none, also below
  uint64_t first_byte_timeout_ns;
  uint64_t between_bytes_timeout_ns;
} bridge_outgoing;

// What a call asks of its host.
typedef struct {
  // Poll again. Any thread, until bridge_call_free has returned.
  void (*wake)(void* self);
  // The guest wrote to its standard output (1) or error (2).
  void (*output)(void* self, int stream, bridge_slice bytes);
  // The guest sends a request; the receiver owns the exchange.
  void (*send)(void* self, const bridge_outgoing* request, bridge_exchange* exchange);
} bridge_host_table;

typedef struct {
  bridge_slice host_path, guest_path;
  bool writable;
} bridge_directory;

// Whether a socket may talk to an address: 4 or 16 bytes in network order. Asked on any thread;
// release(checker) is called once, after the last question, also when bridge_call_new fails.
typedef struct {
  bool (*may_connect)(void* checker, bridge_slice address, uint16_t port);  // null: no sockets
  void (*release)(void* checker);
  void* checker;
} bridge_sockets;

typedef struct {
  const bridge_field* environment;
  size_t environment_count;
  const bridge_directory* directories;
  size_t directory_count;
  bridge_sockets sockets;
  uint64_t memory;  // most bytes of all linear memories and tables
} bridge_grants;

typedef struct {
  bridge_slice method, scheme, authority, path;
  const bridge_field* fields;
  size_t field_count;
  bridge_feed* body;  // borrowed; null when empty
} bridge_request;

// Fails without a trace in the guest: a field or target that no request may have, a directory that
// cannot be opened.
bridge_call* bridge_call_new(const bridge_code* code, const bridge_grants* grants,
                             const bridge_request* request, const bridge_host_table* table,
                             void* self, bridge_error* error);
// Stops the guest and frees all that it had. Not from within a callback.
void bridge_call_free(bridge_call* call);

typedef enum {
  BRIDGE_CALL_PENDING,  // a wake follows
  BRIDGE_CALL_AGAIN,    // poll again when others had their turn
  BRIDGE_CALL_READY,
  BRIDGE_CALL_FAILED,
} bridge_call_step;

// Runs the guest until it has set its response head (ready), waits, or yields.
bridge_call_step bridge_call_poll_head(bridge_call* call, uint16_t* status, bridge_error* error);
// After ready, once.
void bridge_call_head_fields(const bridge_call* call, void* visitor, bridge_visit_field visit);
// After ready: the next bytes of the response body, running the guest as long as it has none.
bridge_step bridge_call_poll_body(bridge_call* call, bridge_slice* bytes, bridge_error* error);
// After a poll: whether the guest has ended well and that was all of its body, without trailers.
bool bridge_call_body_complete(const bridge_call* call);
// After BRIDGE_END.
void bridge_call_trailers(const bridge_call* call, void* visitor, bridge_visit_field visit);
// Runs on a guest that works after its response. Failed when it traps.
bridge_call_step bridge_call_poll_rest(bridge_call* call, bridge_error* error);
// Whether the guest has returned.
bool bridge_call_ended(const bridge_call* call);

// ---- outgoing requests -----------------------------------------------------------------------

// wasi:http error codes that the host gives; the numbers stand in outbound.rs as well.
typedef enum {
  BRIDGE_FAULT_INTERNAL,
  BRIDGE_FAULT_DENIED,
  BRIDGE_FAULT_CONNECTION_TIMEOUT,
  BRIDGE_FAULT_RESPONSE_TIMEOUT,
  BRIDGE_FAULT_READ_TIMEOUT,
  BRIDGE_FAULT_DNS,
  BRIDGE_FAULT_REFUSED,
  BRIDGE_FAULT_TERMINATED,
  BRIDGE_FAULT_LIMIT,
  BRIDGE_FAULT_REQUEST_SIZE,
  BRIDGE_FAULT_PROTOCOL,
  BRIDGE_FAULT_INCOMPLETE,
} bridge_fault;

// Calls abandoned(self) at most once, from any thread, when the guest does not want the answer any
// more; not after bridge_exchange_free.
void bridge_exchange_on_abandon(bridge_exchange* exchange, void (*abandoned)(void*), void* self);
// Answers; `body` is borrowed and may be null. The second answer of an exchange does nothing.
void bridge_exchange_respond(bridge_exchange* exchange, uint16_t status, const bridge_field* fields,
                             size_t field_count, bridge_feed* body);
void bridge_exchange_fail(bridge_exchange* exchange, bridge_fault fault);
// An exchange that was not answered fails.
void bridge_exchange_free(bridge_exchange* exchange);

#ifdef __cplusplus
}
#endif
