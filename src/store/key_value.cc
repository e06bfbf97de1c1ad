#include "store/key_value.h"

#include "base/format.h"
#include "base/result.h"

namespace store {

KeyValueResult<std::vector<std::string>> KeyValue::get_keys() {
  constexpr size_t page = 4096;
  std::vector<std::string> out;
  uint64_t bytes = 0;
  std::optional<std::string> cursor;
  do {
    TRY(auto next, list_keys(cursor, page));
    for (auto& key : next.keys) {
      bytes += sizeof(std::string) + key.size();
      out.push_back(std::move(key));
    }
    if (bytes > most_answer_bytes) {
      return std::unexpected(
          KeyValueError{KeyValueError::Code::other,
                        base::format("the keys are more than {} bytes", most_answer_bytes)});
    }
    cursor = std::move(next.cursor);
  } while (cursor);
  return out;
}

}  // namespace store
