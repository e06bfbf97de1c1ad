// A key-value store as guests see it: fermyon:spin/key-value, spin:key-value@3 and
// wasi:keyvalue@0.2.0-draft2 (store, atomics, batch), without handles.
//
// Keys are UTF-8 text, values are bytes. A call that writes has written when it returns: the data
// survive the death of this process. Used on one thread at a time. No call waits for long: see
// KeyValueError::Code::busy.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace store {

// The errors of the guest interfaces, but for `busy`. What concerns handles (store-table-full) is
// for whoever keeps those.
struct KeyValueError {
  enum class Code {
    no_such_store,  // no store has this label
    access_denied,  // the component was not granted this label
    other,          // anything else; `message` says what, for guests to see
    busy,           // somebody else writes to the file: nothing has happened, try again. To a
                    // guest, when nobody wants to wait any longer, it is an `other`.
  };
  Code code;
  std::string message;
};

template <class T = void>
using KeyValueResult = std::expected<T, KeyValueError>;

constexpr uint64_t most_answer_bytes = uint64_t{1} << 27;  // of keys and values in one answer

struct KeyPage {
  std::vector<std::string> keys;
  std::optional<std::string> cursor;  // for the next page; nothing: this was the last
};

class KeyValue {
 public:
  virtual ~KeyValue() = default;

  virtual KeyValueResult<std::optional<base::Bytes>> get(std::string_view key) = 0;
  virtual KeyValueResult<> set(std::string_view key, base::View value) = 0;
  virtual KeyValueResult<> remove(std::string_view key) = 0;  // absent is fine
  virtual KeyValueResult<bool> exists(std::string_view key) = 0;

  // At most `most` keys (at least 1), in the order of their bytes, after `cursor`. Writes between
  // two pages may or may not show.
  virtual KeyValueResult<KeyPage> list_keys(const std::optional<std::string>& cursor,
                                            size_t most) = 0;
  // All of them; an error beyond most_answer_bytes.
  KeyValueResult<std::vector<std::string>> get_keys();

  // One answer for each key, in the same order.
  virtual KeyValueResult<std::vector<std::optional<base::Bytes>>> get_many(
      std::span<const std::string_view> keys) = 0;
  // All or none.
  virtual KeyValueResult<> set_many(
      std::span<const std::pair<std::string_view, base::View>> pairs) = 0;
  virtual KeyValueResult<> remove_many(std::span<const std::string_view> keys) = 0;

  // Atomic. The value is a number of 64 bits, little-endian, as Spin writes it; an absent one
  // counts as 0. An error for a value of another size, and for a sum that does not fit.
  virtual KeyValueResult<int64_t> increment(std::string_view key, int64_t delta) = 0;

  // Atomic. Sets the value if it is still `expected` (nothing: absent); false when it is not.
  //
  // A wasi:keyvalue `cas` handle is a key with what get() answered when the handle was made or last
  // asked for `current`; after `false` make the guest a new one from get().
  virtual KeyValueResult<bool> compare_and_swap(std::string_view key,
                                                const std::optional<base::Bytes>& expected,
                                                base::View value) = 0;
};

}  // namespace store
