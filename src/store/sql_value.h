// The values of SQL, as fermyon:spin/sqlite and spin:sqlite@3 have them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"

namespace store {

struct SqlNull {
  bool operator==(const SqlNull&) const = default;
};
struct SqlBlob {
  base::Bytes bytes;
  bool operator==(const SqlBlob&) const = default;
};
// In a result. Text is UTF-8 unless a guest has stored something else as text.
using SqlValue = std::variant<SqlNull, int64_t, double, std::string, SqlBlob>;

struct SqlBlobView {
  base::View bytes;
};
// For a statement; borrowed while it runs.
using SqlParameter = std::variant<SqlNull, int64_t, double, std::string_view, SqlBlobView>;

using SqlRow = std::vector<SqlValue>;  // one for each column

struct SqlResult {
  std::vector<std::string> columns;  // their names
  std::vector<SqlRow> rows;
};

}  // namespace store
