#include "store/sqlite_guard.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace store {
namespace {

// About 10 us of work between two looks at the clock.
constexpr int steps_between_looks = 1000;

// Large enough for any sensible statement, small enough that no statement takes the memory or the
// time of the machine while it is compiled, or within one step.
struct Limit {
  int what, most;
};
constexpr Limit limits[] = {
    {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},       {SQLITE_LIMIT_EXPR_DEPTH, 500},
    {SQLITE_LIMIT_COMPOUND_SELECT, 500},      {SQLITE_LIMIT_FUNCTION_ARG, 127},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 2048}, {SQLITE_LIMIT_VARIABLE_NUMBER, 32766},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 100},        {SQLITE_LIMIT_WORKER_THREADS, 0},
};

using Names = std::span<const std::string_view>;

// Pragmas that tell something. An argument names what to tell of.
constexpr std::string_view questions[] = {
    "collation_list", "compile_options", "data_version", "database_list",   "foreign_key_check",
    "freelist_count", "function_list",   "index_info",   "index_list",      "index_xinfo",
    "module_list",    "page_count",      "pragma_list",  "integrity_check", "foreign_key_list",
    "quick_check",    "table_info",      "table_list",   "table_xinfo",     "schema_version"};

// Pragmas that do something to the database, which is the guest's own.
constexpr std::string_view deeds[] = {"application_id",     "auto_vacuum", "encoding",
                                      "incremental_vacuum", "optimize",    "user_version"};

// Pragmas that set something of the connection.
constexpr std::string_view switches[] = {
    "analysis_limit",           "automatic_index",    "case_sensitive_like",
    "cell_size_check",          "count_changes",      "defer_foreign_keys",
    "empty_result_callbacks",   "foreign_keys",       "full_column_names",
    "ignore_check_constraints", "legacy_alter_table", "query_only",
    "read_uncommitted",         "recursive_triggers", "reverse_unordered_selects",
    "short_column_names"};

// Pragmas that torpor decides, and that apps set for good reasons of their own.
constexpr std::string_view ours[] = {
    "busy_timeout", "cache_size", "cache_spill",        "journal_mode",   "journal_size_limit",
    "locking_mode", "mmap_size",  "page_size",          "secure_delete",  "synchronous",
    "temp_store",   "threads",    "wal_autocheckpoint", "wal_checkpoint", "shrink_memory"};

bool is_among(std::string_view name, Names names) {
  return std::ranges::find(names, name) != names.end();
}

bool makes_temporary(int action) {
  return action == SQLITE_CREATE_TEMP_TABLE || action == SQLITE_CREATE_TEMP_VIEW ||
         action == SQLITE_CREATE_TEMP_TRIGGER || action == SQLITE_CREATE_TEMP_INDEX;
}

}  // namespace

Guard::Guard(Connection& connection, Attach attach, std::chrono::milliseconds most_time,
             const world::Clock& clock)
    : connection_(connection), attach_(attach), most_time_(most_time), clock_(clock) {
  for (const auto [what, most] : limits) sqlite3_limit(connection.get(), what, most);
  sqlite3_set_authorizer(connection.get(), authorize, this);
  sqlite3_progress_handler(connection.get(), steps_between_looks, check_time, this);
}

Guard::~Guard() {
  sqlite3_set_authorizer(connection_.get(), nullptr, nullptr);
  sqlite3_progress_handler(connection_.get(), 0, nullptr, nullptr);
}

int Guard::check_time(void* self) {
  auto& guard = *static_cast<Guard*>(self);
  if (guard.clock_.now() < guard.deadline_) return 0;
  guard.interrupted_ = true;
  return 1;
}

int Guard::authorize(void* self, int action, const char* first, const char* second, const char*,
                     const char*) {
  return static_cast<Guard*>(self)->judge(action, first, second);
}

int Guard::judge(int action, const char* first, const char* second) {
  if (makes_temporary(action)) changed_ = true;
  switch (action) {
    case SQLITE_PRAGMA:
      return judge_pragma(base::lower(first), second);
    case SQLITE_FUNCTION:
      return second && base::equals_ignoring_case(second, "load_extension") ? SQLITE_DENY
                                                                            : SQLITE_OK;
    case SQLITE_ATTACH:
      return judge_attach(first);
    default:  // of SQLite's numbers, not of an enum of ours
      return SQLITE_OK;
  }
}

// `file` is null when it is computed.
int Guard::judge_attach(const char* file) {
  const bool nameless = file && *file == '\0';  // as VACUUM attaches one of its own
  if (nameless) return SQLITE_OK;
  changed_ = true;
  return attach_ == Attach::allowed ? SQLITE_OK : SQLITE_DENY;
}

int Guard::judge_pragma(std::string_view name, const char* argument) {
  if (is_among(name, questions) || is_among(name, deeds)) return SQLITE_OK;
  if (is_among(name, switches)) {
    changed_ = changed_ || argument != nullptr;
    return SQLITE_OK;
  }
  if (is_among(name, ours)) return argument ? SQLITE_IGNORE : SQLITE_OK;
  return SQLITE_DENY;
}

}  // namespace store
