#include "engine/guest_stores.h"

#include "engine/border.h"
#include "engine/open_database.h"
#include "engine/open_store.h"

namespace engine {
namespace {

bridge_variable_step step_of(VariableError::Code code) {
  using Code = VariableError::Code;
  switch (code) {
    case Code::invalid_name:
      return BRIDGE_VARIABLE_INVALID_NAME;
    case Code::undefined:
      return BRIDGE_VARIABLE_UNDEFINED;
    case Code::provider:
      return BRIDGE_VARIABLE_PROVIDER;
    case Code::other:
      return BRIDGE_VARIABLE_OTHER;
  }
  return BRIDGE_VARIABLE_OTHER;
}

}  // namespace

// The functions of bridge_store_table of which `self` is a GuestStores.
struct StoreCallbacks {
  static GuestStores& of(void* self) { return *static_cast<GuestStores*>(self); }

  static bridge_slice lend(GuestStores& stores, std::string text) {
    stores.lent_ = std::move(text);
    return slice_of(stores.lent_);
  }

  static bridge_store_step open_store(void* self, bridge_slice label, void** out,
                                      bridge_answer* answer) {
    auto& stores = of(self);
    auto store = stores.world_.stores.open_key_value(view_of(label), stores.grants_);
    if (!store) {
      answer->bytes = lend(stores, std::move(store.error().message));
      return engine::step_of(store.error().code);
    }
    *out = new OpenStore(std::move(*store));
    return BRIDGE_STORE_DONE;
  }

  static bridge_store_step open_database(void* self, bridge_slice label, void** out,
                                         bridge_answer* answer) {
    auto& stores = of(self);
    auto database = stores.world_.stores.open_database(view_of(label), stores.grants_);
    if (!database) {
      answer->bytes = lend(stores, std::move(database.error().message));
      return engine::step_of(database.error().code);
    }
    *out = new OpenDatabase(stores.world_, stores.statements_, std::string(view_of(label)),
                            std::move(*database));
    return BRIDGE_STORE_DONE;
  }

  static bridge_variable_step variable(void* self, bridge_slice name, bridge_slice* text) {
    auto value = of(self).variables_->get(view_of(name));
    if (value) {
      *text = lend(of(self), std::move(*value));
      return BRIDGE_VARIABLE_DONE;
    }
    *text = lend(of(self), std::move(value.error().message));
    return step_of(value.error().code);
  }

  static bridge_variable_step variables(void* self, void* visitor, bridge_visit_field visit,
                                        bridge_slice* words) {
    auto done = of(self).variables_->visit_all([&](std::string_view name, std::string_view value) {
      visit(visitor, slice_of(name), slice_of(value));
    });
    if (done) return BRIDGE_VARIABLE_DONE;
    *words = lend(of(self), std::move(done.error().message));
    return step_of(done.error().code);
  }
};

const bridge_store_table GuestStores::table = {
    .open_store = StoreCallbacks::open_store,
    .close_store = OpenStore::close,
    .get = OpenStore::get,
    .set = OpenStore::set,
    .remove = OpenStore::remove,
    .exists = OpenStore::exists,
    .list_keys = OpenStore::list_keys,
    .get_many = OpenStore::get_many,
    .set_many = OpenStore::set_many,
    .remove_many = OpenStore::remove_many,
    .increment = OpenStore::increment,
    .swap = OpenStore::swap,
    .open_database = StoreCallbacks::open_database,
    .close_database = OpenDatabase::close,
    .execute = OpenDatabase::execute,
    .last_insert_rowid = OpenDatabase::last_insert_rowid,
    .changes = OpenDatabase::changes,
    .variable = StoreCallbacks::variable,
    .variables = StoreCallbacks::variables,
};

GuestStores::GuestStores(StoreWorld world, store::StoreGrants grants,
                         std::shared_ptr<const Variables> variables)
    : world_(world), grants_(std::move(grants)), variables_(std::move(variables)) {}

}  // namespace engine
