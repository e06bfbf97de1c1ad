// SQL of the operator, as `--sqlite` has it: any number of statements, without the limits of
// guests.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/location.h"

namespace store {

// Runs them one after the other, up to the first that fails. `name` goes with the line of the
// statement into the error: "schema.sql:3: near ...". Blocking.
base::Result<> run_sql_script(const Place& place, std::string_view name, std::string_view sql);

}  // namespace store
