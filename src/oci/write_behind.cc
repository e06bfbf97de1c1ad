#include "oci/write_behind.h"

#include <algorithm>

namespace oci {
namespace {

constexpr size_t piece_bytes = 512 * 1024;

std::shared_ptr<base::Bytes> make_buffer(uint64_t expected) {
  auto out = std::make_shared<base::Bytes>();
  out->reserve(std::min<uint64_t>(expected, piece_bytes + piece_bytes / 4));
  return out;
}

}  // namespace

WriteBehind::WriteBehind(WriteTools tools, std::shared_ptr<BlobWriter> writer)
    : tools_(tools), writer_(std::move(writer)), size_(writer_->size()) {
  const auto expected = writer_->descriptor().size - std::min(writer_->descriptor().size, size_);
  filling_ = make_buffer(expected);
  written_ = make_buffer(expected > piece_bytes ? expected : 0);
}

async::Task<base::Result<>> WriteBehind::add(base::View bytes) {
  size_ += bytes.size();
  *filling_ += bytes;
  if (filling_->size() < piece_bytes) co_return base::Result<>();
  CO_TRY_VOID(co_await wait());
  start();
  co_return base::Result<>();
}

async::Task<base::Result<>> WriteBehind::flush() {
  CO_TRY_VOID(co_await wait());
  if (filling_->empty()) co_return base::Result<>();
  start();
  co_return co_await wait();
}

async::Task<base::Result<>> WriteBehind::wait() {
  if (!writing_) co_return base::Result<>();
  auto result = co_await *writing_;
  writing_.reset();
  co_return result;
}

void WriteBehind::start() {
  std::swap(filling_, written_);
  filling_->clear();
  writing_.emplace(
      async::offload(&tools_.threads, &tools_.loop,
                     [writer = writer_, bytes = written_] { return writer->append(*bytes); }));
}

}  // namespace oci
