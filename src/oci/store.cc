#include "oci/store.h"

#include <array>
#include <chrono>

#include "data/json.h"

namespace oci {
namespace {

using base::Kind;
using base::Result;

constexpr uint64_t most_reference_bytes = 64 * 1024;
constexpr size_t piece = 256 * 1024;

std::unexpected<base::Error> altered(const Descriptor& wanted, std::string_view but) {
  return base::fail(Kind::protocol,
                    "blob {} is not what its manifest says: {}; the registry or something before "
                    "it has altered it, and nothing was kept",
                    wanted.digest.brief(), but);
}

}  // namespace

Result<> BlobWriter::take_in_what_is_there() {
  digest_ = std::make_unique<world::Sha256>();
  if (size() > descriptor_.size) return restart();
  if (size() == 0) return {};
  TRY(const auto reader, files_.open_reader(partial_));
  std::vector<char> room(piece);
  for (uint64_t at = 0; at < size();) {
    TRY(const auto got, reader->read_at(at, room));
    if (got == 0) break;
    digest_->update({room.data(), got});
    at += got;
  }
  return {};
}

Result<> BlobWriter::append(base::View bytes) {
  if (size() + bytes.size() > descriptor_.size) {
    TRY_VOID(restart());
    return altered(descriptor_, base::format("it is longer than {} bytes", descriptor_.size));
  }
  digest_->update(bytes);
  return file_->append(bytes);
}

Result<> BlobWriter::restart() {
  digest_ = std::make_unique<world::Sha256>();
  return file_->truncate(0);
}

Result<> BlobWriter::commit() {
  const auto found = Digest::of_raw(digest_->finish());
  if (size() != descriptor_.size || found != descriptor_.digest) {
    TRY_VOID(restart());
    return altered(descriptor_, base::format("its digest is {}", found.brief()));
  }
  TRY_VOID(file_->sync());
  return files_.rename(partial_, final_);
}

Result<std::unique_ptr<world::FileLock>> Store::share() {
  TRY_VOID(files_.make_directories(folder_));
  auto lock = files_.try_lock(folder_ + "/lock", world::LockMode::shared);
  if (lock || lock.error().kind() != Kind::unavailable) return lock;
  return base::fail(Kind::unavailable,
                    "the store `{}` is being pruned by another process; try again in a moment",
                    folder_);
}

std::string Store::blob_path(const Digest& digest) const {
  return base::format("{}/blobs/sha256/{}", folder_, digest.hex());
}

bool Store::has(const Descriptor& descriptor) const {
  const auto info = files_.info(blob_path(descriptor.digest));
  return info && info->type == world::FileInfo::Type::file && info->size == descriptor.size;
}

Result<std::unique_ptr<BlobWriter>> Store::begin(const Descriptor& descriptor) {
  TRY_VOID(files_.make_directories(folder_ + "/blobs/sha256"));
  TRY_VOID(files_.make_directories(folder_ + "/partial"));
  std::unique_ptr<BlobWriter> out(new BlobWriter(files_, descriptor));
  out->partial_ = base::format("{}/partial/{}", folder_, descriptor.digest.hex());
  out->final_ = blob_path(descriptor.digest);
  TRY(out->lock_, files_.try_lock(out->partial_ + ".lock", world::LockMode::exclusive));
  TRY(out->file_, files_.open_writer(out->partial_));
  TRY_VOID(out->take_in_what_is_there());
  return out;
}

Result<> Store::put(base::View content) {
  TRY_VOID(files_.make_directories(folder_ + "/blobs/sha256"));
  return files_.write_atomic(blob_path(Digest::of(content)), content);
}

Result<base::Bytes> Store::read(const Digest& digest, uint64_t most) const {
  TRY(auto content, files_.read(blob_path(digest), most));
  if (Digest::of(content) == digest) return content;
  return base::fail(Kind::io, "`{}` was altered on disk; remove it and pull again",
                    blob_path(digest));
}

Result<Manifest> Store::read_manifest(const Digest& digest) const {
  TRY(const auto bytes, read(digest, most_manifest_bytes));
  TRY(auto parsed, parse_manifest(bytes, {}));
  if (auto* manifest = std::get_if<Manifest>(&parsed)) return std::move(*manifest);
  return base::fail(Kind::unsupported, "{} is a list of manifests", digest.text());
}

bool Store::is_complete(const Manifest& manifest) const {
  if (!has(manifest.config)) return false;
  for (const auto& layer : manifest.layers) {
    if (!has(layer)) return false;
  }
  return true;
}

Result<> Store::tag(const Reference& reference, const Digest& manifest, world::WallTime now) {
  TRY_VOID(files_.make_directories(folder_ + "/refs"));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
  const data::JsonObject entry{{"reference", reference.text()},
                               {"digest", manifest.text()},
                               {"used", static_cast<int64_t>(seconds.count())}};
  return files_.write_atomic(reference_path(reference), data::write_json_pretty(entry));
}

Result<> Store::forget(const Reference& reference) {
  return files_.remove_all(reference_path(reference));
}

std::optional<StoredReference> Store::find(const Reference& reference) const {
  return read_reference(reference_path(reference));
}

Result<std::vector<StoredReference>> Store::references() const {
  std::vector<StoredReference> out;
  const auto folder = folder_ + "/refs";
  if (!files_.exists(folder)) return out;
  TRY(const auto names, files_.list(folder));
  for (const auto& name : names) {
    if (auto stored = read_reference(base::format("{}/{}", folder, name))) {
      out.push_back(std::move(*stored));
    }
  }
  return out;
}

std::string Store::app_folder(const Digest& manifest) const {
  return base::format("{}/apps/{}", folder_, manifest.hex());
}

Result<std::unique_ptr<world::FileLock>> Store::use(const Digest& manifest, world::LockMode mode) {
  TRY_VOID(files_.make_directories(folder_ + "/apps"));
  return files_.try_lock(app_folder(manifest) + ".lock", mode);
}

std::string Store::reference_path(const Reference& reference) const {
  return base::format("{}/refs/{}.json", folder_, Digest::of(reference.text()).hex());
}

// An entry that cannot be read counts as one that is not there: pulling again mends it.
std::optional<StoredReference> Store::read_reference(const std::string& path) const {
  const auto text = files_.read(path, most_reference_bytes);
  if (!text) return std::nullopt;
  const auto json = data::parse_json(*text);
  const auto* name = json ? json->find_string("reference") : nullptr;
  const auto* digest = json ? json->find_string("digest") : nullptr;
  if (!name || !digest) return std::nullopt;
  auto reference = Reference::parse(*name);
  auto manifest = Digest::parse(*digest);
  if (!reference || !manifest) return std::nullopt;
  return StoredReference{std::move(*reference), std::move(*manifest),
                         json->find_integer("used").value_or(0)};
}

}  // namespace oci
