#include "engine/open_database.h"

#include <utility>
#include <vector>

namespace engine {
namespace {

using store::SqlParameter;
using store::SqlValue;

OpenDatabase& of(void* self) {
  return *static_cast<OpenDatabase*>(self);
}

std::vector<SqlParameter> parameters_of(const bridge_sql_value* values, size_t count) {
  std::vector<SqlParameter> out;
  out.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const auto& value = values[i];
    switch (value.type) {
      case BRIDGE_SQL_NULL:
        out.emplace_back(store::SqlNull{});
        break;
      case BRIDGE_SQL_INTEGER:
        out.emplace_back(value.integer);
        break;
      case BRIDGE_SQL_REAL:
        out.emplace_back(value.real);
        break;
      case BRIDGE_SQL_TEXT:
        out.emplace_back(view_of(value.bytes));
        break;
      case BRIDGE_SQL_BLOB:
        out.emplace_back(store::SqlBlobView{view_of(value.bytes)});
        break;
    }
  }
  return out;
}

bridge_sql_value value_of(const SqlValue& value) {
  struct Make {
    bridge_sql_value operator()(store::SqlNull) const { return {BRIDGE_SQL_NULL, 0, 0, {}}; }
    bridge_sql_value operator()(int64_t number) const {
      return {BRIDGE_SQL_INTEGER, number, 0, {}};
    }
    bridge_sql_value operator()(double number) const { return {BRIDGE_SQL_REAL, 0, number, {}}; }
    bridge_sql_value operator()(const std::string& text) const {
      return {BRIDGE_SQL_TEXT, 0, 0, slice_of(text)};
    }
    bridge_sql_value operator()(const store::SqlBlob& blob) const {
      return {BRIDGE_SQL_BLOB, 0, 0, slice_of(blob.bytes)};
    }
  };
  return std::visit(Make{}, value);
}

// A copy that lives as long as it takes.
SqlValue copy_of(const SqlParameter& parameter) {
  struct Copy {
    SqlValue operator()(store::SqlNull null) const { return null; }
    SqlValue operator()(int64_t number) const { return number; }
    SqlValue operator()(double number) const { return number; }
    SqlValue operator()(std::string_view text) const { return std::string(text); }
    SqlValue operator()(store::SqlBlobView blob) const {
      return store::SqlBlob{base::Bytes(blob.bytes)};
    }
  };
  return std::visit(Copy{}, parameter);
}

SqlParameter view_of(const SqlValue& value) {
  struct View {
    SqlParameter operator()(store::SqlNull null) const { return null; }
    SqlParameter operator()(int64_t number) const { return number; }
    SqlParameter operator()(double number) const { return number; }
    SqlParameter operator()(const std::string& text) const { return std::string_view(text); }
    SqlParameter operator()(const store::SqlBlob& blob) const {
      return store::SqlBlobView{blob.bytes};
    }
  };
  return std::visit(View{}, value);
}

}  // namespace

bridge_store_step step_of(store::SqlError::Code code) {
  using Code = store::SqlError::Code;
  switch (code) {
    case Code::no_such_database:
      return BRIDGE_STORE_UNKNOWN;
    case Code::access_denied:
      return BRIDGE_STORE_DENIED;
    case Code::database_full:
      return BRIDGE_STORE_FULL;
    case Code::io:
      return BRIDGE_STORE_FAILED;
    case Code::busy:
      return BRIDGE_STORE_BUSY;
  }
  return BRIDGE_STORE_FAILED;
}

// The bridge's rows, ended exactly once.
class OpenDatabase::Rows {
 public:
  explicit Rows(const bridge_rows* rows) : rows_(rows) {}
  Rows(Rows&& other) noexcept : rows_(std::exchange(other.rows_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;
  ~Rows() {
    if (rows_) end(BRIDGE_STORE_FAILED, "the statement was given up");
  }

  void answer(const store::SqlOutcome<store::SqlResult>& result) {
    if (!result) return end(step_of(result.error().code), result.error().message);
    std::vector<bridge_slice> names;
    for (const auto& name : result->columns) names.push_back(slice_of(name));
    bridge_rows_columns(rows_, names.data(), names.size());
    std::vector<bridge_sql_value> values;
    for (const auto& row : result->rows) {
      values.clear();
      for (const auto& value : row) values.push_back(value_of(value));
      bridge_rows_add(rows_, values.data(), values.size());
    }
    end(BRIDGE_STORE_DONE, "");
  }
  void end(bridge_store_step step, std::string_view words) {
    bridge_rows_end(std::exchange(rows_, nullptr), step, slice_of(words));
  }

 private:
  const bridge_rows* rows_;
};

// A statement that outlives the call which brought it.
struct OpenDatabase::Statement {
  std::string text;
  std::vector<SqlValue> values;
  Rows rows;
};

OpenDatabase::OpenDatabase(StoreWorld world, async::TaskGroup& statements, std::string label,
                           std::unique_ptr<store::SqliteDatabase> database)
    : world_(world),
      statements_(statements),
      label_(std::move(label)),
      held_(std::make_shared<Held>(std::move(database))) {}

void OpenDatabase::close(void* self) {
  const std::unique_ptr<OpenDatabase> open(&of(self));
  if (open->held_->runs) return;  // the statement closes it
  auto retired = open->world_.stores.give_back(open->label_, std::move(open->held_->database));
  if (!retired.empty()) open->world_.threads.run([retired = std::move(retired)] {});
}

void OpenDatabase::execute(void* self, bridge_slice text, const bridge_sql_value* values,
                           size_t count, const bridge_rows* rows_of_bridge) {
  auto& open = of(self);
  Rows rows(rows_of_bridge);
  if (open.held_->runs) return rows.end(BRIDGE_STORE_BUSY, "another statement runs");
  const auto parameters = parameters_of(values, count);
  if (const auto result = open.held_->database->try_execute(engine::view_of(text), parameters)) {
    return rows.answer(*result);
  }
  std::vector<SqlValue> copies;
  for (const auto& parameter : parameters) copies.push_back(copy_of(parameter));
  auto statement = std::make_unique<Statement>(std::string(engine::view_of(text)),
                                               std::move(copies), std::move(rows));
  open.statements_.spawn("SQL statement", run(open.world_, open.held_, std::move(statement)));
}

async::Task<> OpenDatabase::run(StoreWorld world, std::shared_ptr<Held> held,
                                std::unique_ptr<Statement> statement) {
  held->runs = true;
  auto shared = std::shared_ptr<Statement>(std::move(statement));  // with the thread
  const auto work = [held, shared] {
    std::vector<SqlParameter> parameters;
    for (const auto& value : shared->values) parameters.push_back(view_of(value));
    return held->database->execute(shared->text, parameters);
  };
  const auto result = co_await async::offload(&world.threads, &world.loop, work);
  held->runs = false;
  shared->rows.answer(result);
}

bridge_store_step OpenDatabase::last_insert_rowid(void* self, bridge_answer* answer) {
  if (of(self).held_->runs) return BRIDGE_STORE_BUSY;
  answer->number = of(self).held_->database->last_insert_rowid();
  return BRIDGE_STORE_DONE;
}

bridge_store_step OpenDatabase::changes(void* self, bridge_answer* answer) {
  if (of(self).held_->runs) return BRIDGE_STORE_BUSY;
  answer->number = static_cast<int64_t>(of(self).held_->database->changes());
  return BRIDGE_STORE_DONE;
}

}  // namespace engine
