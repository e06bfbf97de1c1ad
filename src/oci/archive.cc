#include "oci/archive.h"

#include "data/tar.h"
#include "world/digest.h"

namespace oci {
namespace {

using base::Kind;
using base::Result;

constexpr size_t piece = 256 * 1024;

// Reads a file in pieces.
class Pieces {
 public:
  explicit Pieces(std::unique_ptr<world::FileReader> file) : file_(std::move(file)) {}
  // Empty at the end.
  Result<base::View> next() {
    TRY(const auto got, file_->read_at(at_, room_));
    at_ += got;
    return base::View(room_.data(), got);
  }

 private:
  std::unique_ptr<world::FileReader> file_;
  std::vector<char> room_ = std::vector<char>(piece);
  uint64_t at_ = 0;
};

Result<> add_file(const world::Files& files, data::TarWriter& tar, const PackFile& file) {
  TRY(auto reader, files.open_reader(file.host_path));
  const auto size = reader->size();
  TRY_VOID(tar.add_file(file.guest_path, size));
  Pieces pieces(std::move(reader));
  for (uint64_t written = 0;;) {
    TRY(const auto bytes, pieces.next());
    written += bytes.size();
    if (written > size || (bytes.empty() && written < size)) {
      return base::fail(Kind::io, "`{}` has changed while it was read", file.host_path);
    }
    if (bytes.empty()) return {};
    TRY_VOID(tar.write(bytes));
  }
}

// The content of the reader's entry as a file; its digest.
Result<Digest> take_content(data::TarReader& tar, world::FileWriter& out, uint64_t& left) {
  world::Sha256 digest;
  for (;;) {
    TRY(const auto bytes, tar.read());
    if (bytes.empty()) return Digest::of_raw(digest.finish());
    if (bytes.size() > left) {
      return base::fail(Kind::limit, "an archive unpacks to more than {} bytes",
                        most_unpacked_bytes);
    }
    left -= bytes.size();
    digest.update(bytes);
    TRY_VOID(out.append(bytes));
  }
}

Result<> check_entry(const data::TarEntry& entry) {
  auto path = std::string_view(entry.path);
  while (path.ends_with('/')) path.remove_suffix(1);  // folders
  if (path == "." || data::is_contained_path(path)) return {};
  return base::fail(Kind::invalid, "an archive has the entry `{}`, which leads out of its folder",
                    entry.path);
}

}  // namespace

Result<> write_archive(world::Files& files, const std::vector<PackFile>& contents,
                       const std::string& path) {
  TRY(const auto out, files.open_writer(path));
  TRY_VOID(out->truncate(0));
  data::TarWriter tar([&out](base::View bytes) { return out->append(bytes); });
  for (const auto& file : contents) TRY_VOID(add_file(files, tar, file));
  return tar.finish();
}

Result<> unpack_archive(world::Files& files, const std::string& path, const std::string& folder,
                        std::map<Digest, std::string>& found) {
  TRY(auto reader, files.open_reader(path));
  Pieces pieces(std::move(reader));
  data::TarReader tar([&pieces] { return pieces.next(); });
  auto left = most_unpacked_bytes;
  const auto next = base::format("{}/next", folder);
  for (;;) {
    TRY(const auto entry, tar.next());
    if (!entry) return {};
    TRY_VOID(check_entry(*entry));
    if (entry->type != data::TarEntry::Type::file) continue;
    TRY(const auto out, files.open_writer(next));
    TRY_VOID(out->truncate(0));
    TRY(const auto digest, take_content(tar, *out, left));
    const auto place = base::format("{}/{}", folder, digest.hex());
    TRY_VOID(files.rename(next, place));
    found.emplace(digest, place);
  }
}

}  // namespace oci
