#include "cli/transfer_display.h"

#include <algorithm>

#include "cli/size_text.h"
#include "oci/media_type.h"

namespace cli {
namespace {

constexpr auto frame = std::chrono::milliseconds(80);
constexpr size_t most_bars = 8;
constexpr size_t bar_width = 24;

std::string_view kind_of(const oci::Descriptor& blob) {
  if (blob.media_type == oci::media::wasm || blob.media_type == oci::media::bare_wasm) {
    return "component";
  }
  if (blob.media_type == oci::media::data) return "file";
  if (blob.media_type == oci::media::archive) return "archive";
  if (blob.media_type == oci::media::locked_app) return "app";
  return "config";
}

std::string name_of(const oci::Descriptor& blob) {
  return base::format("{} {}", kind_of(blob), blob.digest.brief());
}

std::string bar(uint64_t done, uint64_t all) {
  const size_t full = all == 0 ? bar_width : std::min<uint64_t>(done * bar_width / all, bar_width);
  return base::format("[{}{}]", std::string(full, '#'), std::string(bar_width - full, '.'));
}

}  // namespace

void TransferDisplay::started(const oci::Descriptor& blob) {
  const std::lock_guard lock(mutex_);
  moving_[blob.digest] = {name_of(blob), blob.size, 0};
}

void TransferDisplay::there_already(const oci::Descriptor& blob) {
  const std::lock_guard lock(mutex_);
  ++there_;
  moving_.erase(blob.digest);
}

void TransferDisplay::moved(const oci::Descriptor& blob, uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  moving_[blob.digest].bytes = bytes;
  draw_now_and_then();
}

void TransferDisplay::finished(const oci::Descriptor& blob) {
  const std::lock_guard lock(mutex_);
  ++moved_blobs_;
  moved_bytes_ += blob.size;
  moving_.erase(blob.digest);
  if (console_.err_is_terminal()) return draw_now_and_then();
  console_.err(base::format("{} {} ({})\n", verb_, name_of(blob), size_text(blob.size)));
}

void TransferDisplay::aside(const std::function<void(const Console&)>& write) {
  const std::lock_guard lock(mutex_);
  erase();
  write(console_);
}

std::string TransferDisplay::finish() {
  const std::lock_guard lock(mutex_);
  erase();
  return base::format("{} {}, {}{}", moved_blobs_, moved_blobs_ == 1 ? "layer" : "layers",
                      size_text(moved_bytes_),
                      there_ == 0 ? "" : base::format("; {} there already", there_));
}

void TransferDisplay::draw_now_and_then() {
  const auto now = std::chrono::steady_clock::now();
  if (!console_.err_is_terminal() || now - drawn_ < frame) return;
  drawn_ = now;
  erase();
  std::string text;
  for (const auto& [digest, blob] : moving_) {
    if (lines_ == most_bars) break;
    text += base::format("  {:<24} {} {} of {}\n", blob.name, bar(blob.bytes, blob.size),
                         size_text(blob.bytes), size_text(blob.size));
    ++lines_;
  }
  console_.err(text);
}

void TransferDisplay::erase() {
  if (lines_ > 0) console_.err(base::format("\x1b[{}A\x1b[J", std::exchange(lines_, 0)));
}

}  // namespace cli
