// A contract for the tests. Whoever has it can call callee.test.near and tells what came of it.
typedef unsigned long long u64;

#define HOST(type, name) __attribute__((import_module("env"), import_name(#name))) type name
#define METHOD(name) __attribute__((export_name(#name))) void name(void)
// Texts go to the host as a length and an address.
#define TEXT(text) sizeof(text) - 1, (u64)(text)

HOST(u64, promise_create)(u64 account_length, u64 account, u64 method_length, u64 method,
                          u64 args_length, u64 args, u64 amount, u64 gas);
HOST(u64, promise_then)(u64 promise, u64 account_length, u64 account, u64 method_length, u64 method,
                        u64 args_length, u64 args, u64 amount, u64 gas);
HOST(void, promise_return)(u64 promise);
HOST(u64, promise_result)(u64 index, u64 result_register);
HOST(void, read_register)(u64 from, u64 to);
HOST(void, value_return)(u64 length, u64 value);
HOST(u64, storage_write)(u64 key_length, u64 key, u64 value_length, u64 value, u64 old_register);
HOST(void, panic)(void);

enum { SUCCESSFUL = 1 };

static const u64 gas = 10000000000000;
static const u64 nothing[2] = {0, 0};
static const u64 five_yocto[2] = {5, 0};

METHOD(answer) {
  value_return(TEXT("42"));
}

METHOD(fail) {
  storage_write(TEXT("key"), TEXT("value"), 0);
  panic();
}

// What the awaited call answered, or "failed".
METHOD(finish) {
  static char answered[2];
  if (promise_result(0, 0) != SUCCESSFUL) {
    value_return(TEXT("failed"));
    return;
  }
  read_register(0, (u64)answered);
  value_return(sizeof answered, (u64)answered);
}

static void finish_after(u64 call) {
  promise_return(
      promise_then(call, TEXT("caller.test.near"), TEXT("finish"), TEXT(""), (u64)nothing, gas));
}

METHOD(ask) {
  finish_after(
      promise_create(TEXT("callee.test.near"), TEXT("answer"), TEXT(""), (u64)nothing, gas));
}

METHOD(ask_failing) {
  finish_after(
      promise_create(TEXT("callee.test.near"), TEXT("fail"), TEXT(""), (u64)five_yocto, gas));
}
