#include "store/checkpointer.h"

#include "store/sqlite.h"

namespace store {

void Checkpointer::request() {
  if (under_way_.exchange(true)) return;
  threads_.run([self = shared_from_this()] {
    self->checkpoint();
    self->under_way_ = false;
  });
}

void Checkpointer::checkpoint() {
  // What fails here fails a writer soon, who has somebody to tell.
  const auto connection = Connection::open({location_});
  if (!connection) return;
  sqlite3_wal_checkpoint_v2((*connection)->get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                            nullptr);
}

}  // namespace store
