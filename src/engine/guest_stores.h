// What the instances of one component may keep and look up, on one loop: key-value stores, SQL
// databases, variables. Everything that its grants do not name is denied.
//
// A call on a key-value store, and a short SQL statement, is done on the loop before the guest goes
// on; a long statement runs on a thread (docs/decisions/0006-stores-on-the-loop.md).
#pragma once

#include <memory>
#include <string>

#include "async/loop.h"
#include "async/offload.h"
#include "async/task_group.h"
#include "engine/variables.h"
#include "store/stores.h"

struct bridge_store_table;

namespace engine {

// Borrowed.
struct StoreWorld {
  async::Loop& loop;
  async::Threads& threads;  // for statements that take long, and for closing files
  store::Stores& stores;    // of the loop
};

class GuestStores {
 public:
  // `variables` is shared by the component's loops.
  GuestStores(StoreWorld world, store::StoreGrants grants,
              std::shared_ptr<const Variables> variables);
  GuestStores(const GuestStores&) = delete;

  // For the bridge, with this object as `self`; the callbacks are in guest_stores.cc.
  static const bridge_store_table table;

 private:
  friend struct StoreCallbacks;

  StoreWorld world_;
  store::StoreGrants grants_;
  std::shared_ptr<const Variables> variables_;
  std::string lent_;             // to the bridge, until its next call
  async::TaskGroup statements_;  // that take long
};

}  // namespace engine
