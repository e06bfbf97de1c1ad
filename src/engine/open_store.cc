#include "engine/open_store.h"

namespace engine {
namespace {

constexpr size_t keys_per_page = 1000;

OpenStore& of(void* self) {
  return *static_cast<OpenStore*>(self);
}

std::optional<base::Bytes> optional_of(bridge_slice slice) {
  if (!slice.data) return std::nullopt;
  return base::Bytes(view_of(slice));
}

std::vector<std::string_view> views_of(const bridge_slice* slices, size_t count) {
  std::vector<std::string_view> out;
  out.reserve(count);
  for (size_t i = 0; i < count; ++i) out.push_back(view_of(slices[i]));
  return out;
}

bridge_store_step found(bool yes) {
  return yes ? BRIDGE_STORE_DONE : BRIDGE_STORE_ABSENT;
}

}  // namespace

bridge_store_step step_of(store::KeyValueError::Code code) {
  using Code = store::KeyValueError::Code;
  switch (code) {
    case Code::no_such_store:
      return BRIDGE_STORE_UNKNOWN;
    case Code::access_denied:
      return BRIDGE_STORE_DENIED;
    case Code::other:
      return BRIDGE_STORE_FAILED;
    case Code::busy:
      return BRIDGE_STORE_BUSY;
  }
  return BRIDGE_STORE_FAILED;
}

void OpenStore::close(void* self) {
  delete static_cast<OpenStore*>(self);
}

bridge_store_step OpenStore::refuse(store::KeyValueError error, bridge_answer* answer) {
  bytes_ = std::move(error.message);
  answer->bytes = slice_of(bytes_);
  return step_of(error.code);
}

bridge_store_step OpenStore::end(store::KeyValueResult<> result, bridge_answer* answer) {
  return result ? BRIDGE_STORE_DONE : refuse(std::move(result).error(), answer);
}

bridge_store_step OpenStore::get(void* self, bridge_slice key, bridge_answer* answer) {
  auto value = of(self).store_->get(view_of(key));
  if (!value) return of(self).refuse(std::move(value).error(), answer);
  if (!*value) return BRIDGE_STORE_ABSENT;
  of(self).bytes_ = std::move(**value);
  answer->bytes = slice_of(of(self).bytes_);
  return BRIDGE_STORE_DONE;
}

bridge_store_step OpenStore::set(void* self, bridge_slice key, bridge_slice value,
                                 bridge_answer* answer) {
  return of(self).end(of(self).store_->set(view_of(key), view_of(value)), answer);
}

bridge_store_step OpenStore::remove(void* self, bridge_slice key, bridge_answer* answer) {
  return of(self).end(of(self).store_->remove(view_of(key)), answer);
}

bridge_store_step OpenStore::exists(void* self, bridge_slice key, bridge_answer* answer) {
  auto exists = of(self).store_->exists(view_of(key));
  return exists ? found(*exists) : of(self).refuse(std::move(exists).error(), answer);
}

bridge_store_step OpenStore::list_keys(void* self, bridge_slice cursor, bridge_answer* answer) {
  auto page = of(self).store_->list_keys(optional_of(cursor), keys_per_page);
  if (!page) return of(self).refuse(std::move(page).error(), answer);
  of(self).keys_ = std::move(page->keys);
  auto& list = of(self).list_;
  list.clear();
  for (const auto& key : of(self).keys_) list.push_back(slice_of(key));
  answer->list = list.data();
  answer->count = list.size();
  answer->number = page->cursor ? 1 : 0;
  return BRIDGE_STORE_DONE;
}

bridge_store_step OpenStore::get_many(void* self, const bridge_slice* keys, size_t count,
                                      bridge_answer* answer) {
  auto values = of(self).store_->get_many(views_of(keys, count));
  if (!values) return of(self).refuse(std::move(values).error(), answer);
  of(self).values_ = std::move(*values);
  auto& list = of(self).list_;
  list.clear();
  for (const auto& value : of(self).values_) {
    list.push_back(value ? slice_of(*value) : bridge_slice{});
  }
  answer->list = list.data();
  answer->count = list.size();
  return BRIDGE_STORE_DONE;
}

bridge_store_step OpenStore::set_many(void* self, const bridge_field* pairs, size_t count,
                                      bridge_answer* answer) {
  std::vector<std::pair<std::string_view, base::View>> views;
  views.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    views.emplace_back(view_of(pairs[i].name), view_of(pairs[i].value));
  }
  return of(self).end(of(self).store_->set_many(views), answer);
}

bridge_store_step OpenStore::remove_many(void* self, const bridge_slice* keys, size_t count,
                                         bridge_answer* answer) {
  return of(self).end(of(self).store_->remove_many(views_of(keys, count)), answer);
}

bridge_store_step OpenStore::increment(void* self, bridge_slice key, int64_t delta,
                                       bridge_answer* answer) {
  auto sum = of(self).store_->increment(view_of(key), delta);
  if (!sum) return of(self).refuse(std::move(sum).error(), answer);
  answer->number = *sum;
  return BRIDGE_STORE_DONE;
}

bridge_store_step OpenStore::swap(void* self, bridge_slice key, bridge_slice expected,
                                  bridge_slice value, bridge_answer* answer) {
  auto swapped =
      of(self).store_->compare_and_swap(view_of(key), optional_of(expected), view_of(value));
  return swapped ? found(*swapped) : of(self).refuse(std::move(swapped).error(), answer);
}

}  // namespace engine
