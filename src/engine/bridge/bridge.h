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

// All that it imports, one name a line, in their order.
bool bridge_list_imports(bridge_slice wasm, bridge_buffer* names, bridge_error* error);

// `handler`: what bridge_inspect said of it; code for WASI 0.3 is compiled with other settings.
bool bridge_compile(const bridge_engine* engine, bridge_slice wasm, bridge_handler handler,
                    bridge_buffer* code, bridge_error* error);

typedef struct {
  bridge_slice import;   // of the root: "ns:package/interface@1.0.0" or "ns:package"
  bridge_slice wasm;     // the component that gives it
  bridge_slice export_;  // under which name; empty: the same as `import`
} bridge_plug;

bool bridge_compose(bridge_slice root, const bridge_plug* plugs, size_t plug_count,
                    bridge_buffer* wasm, bridge_error* error);

// The component with these of its imports given by what denies: their functions answer with the
// interface's own error, or an empty list, or trap.
bool bridge_deny(bridge_slice component, const bridge_slice* imports, size_t import_count,
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

// ---- stores ----------------------------------------------------------------------------------

// How a call on a store or a database ended.
typedef enum {
  BRIDGE_STORE_DONE,
  BRIDGE_STORE_ABSENT,   // what was asked for is not there; of a swap: the value is another
  BRIDGE_STORE_BUSY,     // somebody else writes; nothing has happened, ask again a little later
  BRIDGE_STORE_UNKNOWN,  // nothing has this label
  BRIDGE_STORE_DENIED,   // the guest was not granted this label
  BRIDGE_STORE_FULL,     // no space is left
  BRIDGE_STORE_FAILED,   // anything else
} bridge_store_step;

// What C++ lends with an answer: until the next call on the same `self`.
typedef struct {
  bridge_slice bytes;  // a value; after BUSY and FAILED words for the guest
  const bridge_slice* list;
  size_t count;
  int64_t number;
} bridge_answer;

typedef enum {
  BRIDGE_SQL_NULL,
  BRIDGE_SQL_INTEGER,
  BRIDGE_SQL_REAL,
  BRIDGE_SQL_TEXT,
  BRIDGE_SQL_BLOB,
} bridge_sql_type;

// The member of its type counts; `bytes` for text and blobs.
typedef struct {
  bridge_sql_type type;
  int64_t integer;
  double real;
  bridge_slice bytes;
} bridge_sql_value;

// The answer to a statement: its columns, then its rows, then the end, which is due once and takes
// it back. Slices are copied. When the guest does not wait any more, nobody reads it.
typedef struct bridge_rows bridge_rows;
void bridge_rows_columns(const bridge_rows* rows, const bridge_slice* names, size_t count);
void bridge_rows_add(const bridge_rows* rows, const bridge_sql_value* values, size_t count);
void bridge_rows_end(const bridge_rows* rows, bridge_store_step step, bridge_slice words);

typedef enum {
  BRIDGE_VARIABLE_DONE,
  BRIDGE_VARIABLE_INVALID_NAME,
  BRIDGE_VARIABLE_UNDEFINED,
  BRIDGE_VARIABLE_PROVIDER,
  BRIDGE_VARIABLE_OTHER,
} bridge_variable_step;

// What guests ask of their host about stores. `self` is bridge_stores::self where something is
// opened or a variable is asked for, and else what was opened. Nothing here waits.
typedef struct bridge_store_table {
  bridge_store_step (*open_store)(void* self, bridge_slice label, void** store,
                                  bridge_answer* answer);
  void (*close_store)(void* self);
  bridge_store_step (*get)(void* self, bridge_slice key, bridge_answer* answer);
  bridge_store_step (*set)(void* self, bridge_slice key, bridge_slice value, bridge_answer* answer);
  bridge_store_step (*remove)(void* self, bridge_slice key, bridge_answer* answer);
  bridge_store_step (*exists)(void* self, bridge_slice key, bridge_answer* answer);
  // Some keys as `list`, the first ones or those after `cursor`; number: 1 when more follow. A
  // slice that is null stands for nothing, here and below.
  bridge_store_step (*list_keys)(void* self, bridge_slice cursor, bridge_answer* answer);
  bridge_store_step (*get_many)(void* self, const bridge_slice* keys, size_t count,
                                bridge_answer* answer);
  bridge_store_step (*set_many)(void* self, const bridge_field* pairs, size_t count,
                                bridge_answer* answer);
  bridge_store_step (*remove_many)(void* self, const bridge_slice* keys, size_t count,
                                   bridge_answer* answer);
  bridge_store_step (*increment)(void* self, bridge_slice key, int64_t delta,
                                 bridge_answer* answer);
  bridge_store_step (*swap)(void* self, bridge_slice key, bridge_slice expected, bridge_slice value,
                            bridge_answer* answer);

  bridge_store_step (*open_database)(void* self, bridge_slice label, void** database,
                                     bridge_answer* answer);
  void (*close_database)(void* self);
  // The receiver owns `rows`, and ends them now or, on the same thread, later.
  void (*execute)(void* self, bridge_slice statement, const bridge_sql_value* parameters,
                  size_t count, const bridge_rows* rows);
  bridge_store_step (*last_insert_rowid)(void* self, bridge_answer* answer);
  bridge_store_step (*changes)(void* self, bridge_answer* answer);

  // Lends the value, or words for the guest, until the next call.
  bridge_variable_step (*variable)(void* self, bridge_slice name, bridge_slice* text);
  // Hands all of them to `visit`, or lends words.
  bridge_variable_step (*variables)(void* self, void* visitor, bridge_visit_field visit,
                                    bridge_slice* words);
} bridge_store_table;

typedef struct {
  const bridge_store_table* table;  // for as long as the program runs; null: nothing is granted
  void* self;                       // outlives the call
} bridge_stores;

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

typedef enum { BRIDGE_TCP, BRIDGE_UDP } bridge_transport;

// What sockets may do. Asked on any thread; release(policy) is called once, after the last
// question, also when bridge_call_new fails.
typedef struct {
  // Whether a socket may talk to an address: 4 or 16 bytes in network order. Null: no sockets.
  bool (*may_reach)(void* policy, bridge_transport transport, bridge_slice address, uint16_t port);
  // The place of a new socket, which close(place) ends; null when there are too many.
  void* (*open)(void* policy);
  void (*close)(void* place);
  void (*release)(void* policy);
  void* policy;
} bridge_sockets;

typedef struct {
  const bridge_slice* arguments;  // of a command
  size_t argument_count;
  const bridge_field* environment;
  size_t environment_count;
  const bridge_directory* directories;
  size_t directory_count;
  bridge_sockets sockets;
  bridge_stores stores;
  uint64_t memory;  // most bytes of all linear memories and tables
} bridge_grants;

typedef struct {
  bridge_slice method, scheme, authority, path;
  const bridge_field* fields;
  size_t field_count;
  bridge_feed* body;  // borrowed; null when empty
} bridge_request;

// The guest of a command reads the request's body as its standard input and writes the response's
// body, status 200 and no fields, to its standard output.
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

// ---- shared instances -------------------------------------------------------------------------

// An instance of WASI 0.3, which answers several requests, some at once. It stays on one loop.
typedef struct bridge_shared bridge_shared;

// Nothing of the guest runs yet. `table.wake` asks for bridge_shared_run.
bridge_shared* bridge_shared_new(const bridge_code* code, const bridge_grants* grants,
                                 const bridge_host_table* table, void* self, bridge_error* error);
// After its tasks.
void bridge_shared_free(bridge_shared* shared);
// Lets the guest go on if it was woken.
void bridge_shared_run(bridge_shared* shared);

typedef enum {
  BRIDGE_SHARED_IDLE,   // the guest has nothing to do
  BRIDGE_SHARED_READY,  // it waits, and would begin another request at once
  BRIDGE_SHARED_BUSY,
  BRIDGE_SHARED_ENDED,  // it trapped; its tasks tell why
} bridge_shared_condition_t;
bridge_shared_condition_t bridge_shared_condition(const bridge_shared* shared);

// One request to a shared instance. Its functions are those of a call, and their polls run the
// guest too.
typedef struct bridge_task bridge_task;
bridge_task* bridge_task_new(bridge_shared* shared, const bridge_request* request,
                             void (*wake)(void*), void* self, bridge_error* error);
// The guest goes on; what it answers is dropped.
void bridge_task_free(bridge_task* task);
bridge_call_step bridge_task_poll_head(bridge_task* task, uint16_t* status, bridge_error* error);
void bridge_task_head_fields(const bridge_task* task, void* visitor, bridge_visit_field visit);
bridge_step bridge_task_poll_body(bridge_task* task, bridge_slice* bytes, bridge_error* error);
// After ready: whether bridge_task_poll_body gives something without waiting.
bool bridge_task_body_at_hand(const bridge_task* task);
bool bridge_task_body_complete(const bridge_task* task);
void bridge_task_trailers(const bridge_task* task, void* visitor, bridge_visit_field visit);

// ---- outgoing requests -----------------------------------------------------------------------

// wasi:http error codes that the host gives; the numbers stand in exchange.rs as well.
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
  BRIDGE_FAULT_ADDRESS,  // of the destination: prohibited
  BRIDGE_FAULT_CERTIFICATE,
  BRIDGE_FAULT_TLS,
  BRIDGE_FAULT_URI,
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
