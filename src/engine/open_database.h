// A SQL connection that a guest has open, as the bridge calls it. For .cc files of this room only.
#pragma once

#include <memory>
#include <string>

#include "async/task_group.h"
#include "engine/border.h"
#include "engine/guest_stores.h"
#include "store/sqlite_database.h"

namespace engine {

bridge_store_step step_of(store::SqlError::Code code);

// The functions are those of bridge_store_table; `self` is an OpenDatabase.
class OpenDatabase {
 public:
  // Statements that take long run in `statements`, which outlives it.
  OpenDatabase(StoreWorld world, async::TaskGroup& statements, std::string label,
               std::unique_ptr<store::SqliteDatabase> database);

  static void close(void* self);
  static void execute(void* self, bridge_slice statement, const bridge_sql_value* parameters,
                      size_t count, const bridge_rows* rows);
  static bridge_store_step last_insert_rowid(void* self, bridge_answer* answer);
  static bridge_store_step changes(void* self, bridge_answer* answer);

 private:
  struct Held {
    std::unique_ptr<store::SqliteDatabase> database;
    bool runs = false;  // a statement does, on a thread
  };
  class Rows;
  struct Statement;
  static async::Task<> run(StoreWorld world, std::shared_ptr<Held> held,
                           std::unique_ptr<Statement> statement);

  StoreWorld world_;
  async::TaskGroup& statements_;
  std::string label_;
  std::shared_ptr<Held> held_;  // shared with the statement that runs
};

}  // namespace engine
