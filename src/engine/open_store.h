// A key-value store that a guest has open, as the bridge calls it. For .cc files of this room only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/border.h"
#include "store/key_value.h"

namespace engine {

bridge_store_step step_of(store::KeyValueError::Code code);

// The functions are those of bridge_store_table; `self` is an OpenStore.
class OpenStore {
 public:
  explicit OpenStore(std::shared_ptr<store::KeyValue> store) : store_(std::move(store)) {}

  static void close(void* self);
  static bridge_store_step get(void* self, bridge_slice key, bridge_answer* answer);
  static bridge_store_step set(void* self, bridge_slice key, bridge_slice value,
                               bridge_answer* answer);
  static bridge_store_step remove(void* self, bridge_slice key, bridge_answer* answer);
  static bridge_store_step exists(void* self, bridge_slice key, bridge_answer* answer);
  static bridge_store_step list_keys(void* self, bridge_slice cursor, bridge_answer* answer);
  static bridge_store_step get_many(void* self, const bridge_slice* keys, size_t count,
                                    bridge_answer* answer);
  static bridge_store_step set_many(void* self, const bridge_field* pairs, size_t count,
                                    bridge_answer* answer);
  static bridge_store_step remove_many(void* self, const bridge_slice* keys, size_t count,
                                       bridge_answer* answer);
  static bridge_store_step increment(void* self, bridge_slice key, int64_t delta,
                                     bridge_answer* answer);
  static bridge_store_step swap(void* self, bridge_slice key, bridge_slice expected,
                                bridge_slice value, bridge_answer* answer);

 private:
  bridge_store_step refuse(store::KeyValueError error, bridge_answer* answer);
  bridge_store_step end(store::KeyValueResult<> result, bridge_answer* answer);

  std::shared_ptr<store::KeyValue> store_;  // shared with the other instances on the loop
  // What the last answer lent.
  std::string bytes_;
  std::vector<std::string> keys_;
  std::vector<std::optional<base::Bytes>> values_;
  std::vector<bridge_slice> list_;
};

}  // namespace engine
