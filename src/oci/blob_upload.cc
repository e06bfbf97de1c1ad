#include "oci/blob_upload.h"

#include <algorithm>

#include "base/text.h"

namespace oci {
namespace {

using async::Task;
using base::Kind;
using base::Result;

constexpr size_t piece_bytes = 256 * 1024;
// What registries take in one request when they do not take all of it.
constexpr uint64_t small_chunk = 4 << 20;

// The bytes of a blob, wherever they are.
class ContentReader {
 public:
  static Result<ContentReader> open(const world::Files& files, const Blob& blob) {
    ContentReader out;
    if (const auto* bytes = std::get_if<base::Bytes>(&blob.content)) {
      out.bytes_ = *bytes;
      return out;
    }
    const auto& path = std::get<FileContent>(blob.content).path;
    TRY(out.file_, files.open_reader(path));
    if (out.file_->size() == blob.descriptor.size) return out;
    return base::fail(Kind::io, "`{}` has changed while it was being pushed", path);
  }

  Result<size_t> read_at(uint64_t offset, base::MutableView room) const {
    if (file_) return file_->read_at(offset, room);
    const auto rest = bytes_.substr(std::min<uint64_t>(offset, bytes_.size()), room.size());
    std::ranges::copy(rest, room.begin());
    return rest.size();
  }

 private:
  std::unique_ptr<world::FileReader> file_;
  base::View bytes_;  // of the blob
};

// A range of the content as the body of a request.
class RangeSource final : public http::BodySource {
 public:
  RangeSource(const ContentReader& reader, uint64_t from, uint64_t to,
              std::function<void(uint64_t)> moved)
      : reader_(reader), at_(from), end_(to), moved_(std::move(moved)) {}

  Task<Result<base::View>> read() override {
    moved_(at_);
    if (room_.empty()) room_.resize(std::min<uint64_t>(piece_bytes, end_ - at_));
    const auto want = std::min<uint64_t>(room_.size(), end_ - at_);
    CO_TRY(const auto got, reader_.read_at(at_, base::MutableView(room_).first(want)));
    if (got < want) co_return base::fail(Kind::io, "the file became shorter while it was pushed");
    at_ += got;
    co_return base::View(room_.data(), got);
  }

 private:
  const ContentReader& reader_;
  uint64_t at_;
  const uint64_t end_;
  std::function<void(uint64_t)> moved_;
  std::vector<char> room_;
};

// One upload session at a registry, from its beginning to its end or its break.
class Upload {
 public:
  Upload(UploadTools tools, const Blob& blob, const ContentReader& reader)
      : tools_(tools), blob_(blob), reader_(reader) {}

  // Nothing is left to do when the registry took the blob over.
  Task<Result<bool>> begin(std::string mount_from) {
    CO_TRY(auto next, co_await client().start_upload(digest(), std::move(mount_from)));
    if (!next) co_return false;
    next_ = std::move(*next);
    offset_ = 0;
    co_return true;
  }

  // From where the registry is to the end. An error that may pass leaves a session to resume().
  Task<Result<>> send() {
    while (offset_ < size()) {
      CO_TRY(auto response, co_await send_chunk());
      if (response.status == 413 && chunk_ > small_chunk) {
        chunk_ = small_chunk;
        continue;
      }
      if (response.status != 202 && response.status != 201 && response.status != 204) {
        co_return std::unexpected(co_await client().explain(doing(), std::move(response)));
      }
      CO_TRY_VOID(go_on(response));
      offset_ = std::min(size(), offset_ + std::min(chunk_, size() - offset_));
    }
    co_return co_await finish();
  }

  // Asks the registry how much it has. False when it has forgotten the session.
  Task<Result<bool>> resume() {
    Ask ask;
    ask.url = next_;
    CO_TRY(auto response, co_await client().send_upload(std::move(ask)));
    if (response.status == 404 || response.status == 410) co_return false;
    if (response.status != 204 && response.status != 202) {
      co_return std::unexpected(co_await client().explain(doing(), std::move(response)));
    }
    CO_TRY_VOID(go_on(response));
    offset_ = received(response);
    co_return true;
  }

  uint64_t offset() const { return offset_; }

 private:
  RegistryClient& client() const { return tools_.client; }
  const Digest& digest() const { return blob_.descriptor.digest; }
  uint64_t size() const { return blob_.descriptor.size; }
  std::string doing() const { return base::format("uploading blob {}", digest().brief()); }

  Task<Result<http::Response>> send_chunk() {
    const auto from = offset_, to = offset_ + std::min(chunk_, size() - offset_);
    Ask ask;
    ask.method = "PATCH";
    ask.url = next_;
    ask.headers.add("content-type", "application/octet-stream");
    if (from > 0 || to < size()) {
      ask.headers.add("content-range", base::format("{}-{}", from, to - 1));
    }
    ask.body = [this, from, to] {
      auto moved = [this](uint64_t at) { tools_.progress.moved(blob_.descriptor, at); };
      return http::Body(std::make_unique<RangeSource>(reader_, from, to, std::move(moved)),
                        to - from);
    };
    return client().send_upload(std::move(ask));
  }

  Task<Result<>> finish() {
    Ask ask;
    ask.method = "PUT";
    ask.url = next_.with_query("digest", digest().text());
    ask.headers.add("content-length", "0");
    CO_TRY(auto response, co_await client().send_upload(std::move(ask)));
    if (response.status == 201 || response.status == 204) co_return Result<>();
    co_return std::unexpected(co_await client().explain(doing(), std::move(response)));
  }

  Result<> go_on(const http::Response& response) {
    if (!response.headers.contains("location")) return {};  // then it goes on where it is
    TRY(next_, client().next_location(next_, response));
    return {};
  }

  // "0-99": what has arrived, both ends included (distribution-spec, "resuming"). A registry that
  // has nothing yet says "0-0" as well, or leaves it away.
  static uint64_t received(const http::Response& response) {
    const auto range = response.headers.find("range").value_or("");
    const auto dash = range.find('-');
    if (dash == std::string_view::npos) return 0;
    const auto last = base::find_number(range.substr(dash + 1));
    return last && *last > 0 ? *last + 1 : 0;
  }

  UploadTools tools_;
  const Blob& blob_;
  const ContentReader& reader_;
  Url next_;
  uint64_t offset_ = 0;
  uint64_t chunk_ = UINT64_MAX;
};

// Sends it with patience: after a break the session goes on, or a new one begins.
Task<Result<>> send_patiently(UploadTools tools, Upload* upload) {
  const auto& transport = tools.client.transport();
  auto result = co_await upload->send();
  uint64_t reached = 0;
  for (int attempt = 1; !result && may_pass(result.error().kind()); ++attempt) {
    if (upload->offset() > reached) attempt = 1;  // it gets on
    reached = std::max(reached, upload->offset());
    const auto wait = plan_retry(transport.patience(), attempt, std::nullopt);
    if (!wait) break;
    co_await transport.clock().sleep_until(transport.clock().now() + *wait);
    const auto resumed = co_await upload->resume();
    if (!resumed) {
      result = std::unexpected(resumed.error());
      continue;
    }
    if (!*resumed) CO_TRY_VOID(co_await upload->begin(""));
    result = co_await upload->send();
  }
  co_return result;
}

}  // namespace

Task<Result<>> upload_blob(UploadTools tools, const Blob* blob, std::string mount_from) {
  const auto& descriptor = blob->descriptor;
  CO_TRY(const bool there, co_await tools.client.has_blob(descriptor.digest));
  if (there) {
    tools.progress.there_already(descriptor);
    co_return Result<>();
  }
  tools.progress.started(descriptor);
  CO_TRY(const auto reader, ContentReader::open(tools.files, *blob));
  Upload upload(tools, *blob, reader);
  CO_TRY(const bool needed, co_await upload.begin(std::move(mount_from)));
  if (needed) CO_TRY_VOID(co_await send_patiently(tools, &upload));
  tools.progress.finished(descriptor);
  co_return Result<>();
}

}  // namespace oci
