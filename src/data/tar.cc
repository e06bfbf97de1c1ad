#include "data/tar.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/text.h"

namespace data {
namespace {

using base::Kind;
using base::Result;

struct FreeArchive {
  void operator()(archive* a) const { archive_free(a); }
};
using OwnedArchive = std::unique_ptr<archive, FreeArchive>;

struct FreeEntry {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};
using OwnedEntry = std::unique_ptr<archive_entry, FreeEntry>;

TarEntry::Type type_of(archive_entry* entry) {
  if (archive_entry_hardlink(entry)) return TarEntry::Type::link;
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return TarEntry::Type::file;
    case AE_IFDIR:
      return TarEntry::Type::directory;
    case AE_IFLNK:
      return TarEntry::Type::link;
    default:  // an integer of the library, not an enum of ours
      return TarEntry::Type::other;
  }
}

}  // namespace

struct TarWriter::State {
  explicit State(Sink s) : sink(std::move(s)) {}

  static la_ssize_t put(archive*, void* self, const void* bytes, size_t size) {
    auto& state = *static_cast<State*>(self);
    auto result = state.sink({static_cast<const char*>(bytes), size});
    if (result) return static_cast<la_ssize_t>(size);
    state.failure = std::move(result).error();
    return -1;
  }

  // What went wrong: the sink's own error, or the library's words.
  std::unexpected<base::Error> failed() {
    if (failure) return std::unexpected(*std::exchange(failure, std::nullopt));
    const char* words = archive_error_string(out.get());
    return base::fail(Kind::internal, "writing the archive: {}", words ? words : "?");
  }

  Result<> start() {
    if (started) return {};
    started = true;
    archive_write_set_format_pax_restricted(out.get());
    archive_write_add_filter_gzip(out.get());
    archive_write_set_filter_option(out.get(), "gzip", "timestamp", nullptr);
    archive_write_set_bytes_in_last_block(out.get(), 1);
    if (archive_write_open(out.get(), this, nullptr, &put, nullptr) != ARCHIVE_OK) return failed();
    return {};
  }

  Sink sink;
  std::optional<base::Error> failure;
  OwnedArchive out{archive_write_new()};
  bool started = false;
};

TarWriter::TarWriter(Sink sink) : state_(std::make_unique<State>(std::move(sink))) {}
TarWriter::~TarWriter() {
  // An archive that is not finished is broken off, and not closed by way of the sink.
  archive_write_fail(state_->out.get());
}

Result<> TarWriter::add_file(const std::string& path, uint64_t size) {
  TRY_VOID(state_->start());
  const OwnedEntry entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), path.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  if (archive_write_header(state_->out.get(), entry.get()) != ARCHIVE_OK) return state_->failed();
  return {};
}

Result<> TarWriter::write(base::View bytes) {
  const auto wrote = archive_write_data(state_->out.get(), bytes.data(), bytes.size());
  if (wrote < 0) return state_->failed();
  CHECK(static_cast<size_t>(wrote) == bytes.size());  // else: more than add_file() announced
  return {};
}

Result<> TarWriter::finish() {
  TRY_VOID(state_->start());
  if (archive_write_close(state_->out.get()) != ARCHIVE_OK) return state_->failed();
  return {};
}

struct TarReader::State {
  explicit State(Source s) : source(std::move(s)) {}

  static la_ssize_t get(archive*, void* self, const void** bytes) {
    auto& state = *static_cast<State*>(self);
    auto result = state.source();
    if (!result) {
      state.failure = std::move(result).error();
      return -1;
    }
    *bytes = result->data();
    return static_cast<la_ssize_t>(result->size());
  }

  std::unexpected<base::Error> failed() {
    if (failure) return std::unexpected(*std::exchange(failure, std::nullopt));
    const char* words = archive_error_string(in.get());
    return base::fail(Kind::invalid, "the archive is damaged: {}", words ? words : "?");
  }

  Result<> start() {
    if (started) return {};
    started = true;
    archive_read_support_filter_gzip(in.get());
    archive_read_support_format_tar(in.get());
    if (archive_read_open(in.get(), this, nullptr, &get, nullptr) != ARCHIVE_OK) return failed();
    return {};
  }

  Source source;
  std::optional<base::Error> failure;
  OwnedArchive in{archive_read_new()};
  bool started = false;
  std::array<char, 64 * 1024> room;
};

TarReader::TarReader(Source source) : state_(std::make_unique<State>(std::move(source))) {}
TarReader::~TarReader() = default;

Result<std::optional<TarEntry>> TarReader::next() {
  TRY_VOID(state_->start());
  archive_entry* entry = nullptr;
  const int status = archive_read_next_header(state_->in.get(), &entry);
  if (status == ARCHIVE_EOF) return std::nullopt;
  if (status != ARCHIVE_OK) return state_->failed();
  const char* path = archive_entry_pathname(entry);
  if (!path) return base::fail(Kind::invalid, "the archive has an entry without a path");
  return TarEntry{type_of(entry), path};
}

Result<base::View> TarReader::read() {
  auto& room = state_->room;
  const auto got = archive_read_data(state_->in.get(), room.data(), room.size());
  if (got < 0) return state_->failed();
  return base::View(room.data(), static_cast<size_t>(got));
}

bool is_contained_path(std::string_view path) {
  if (path.starts_with("./")) path.remove_prefix(2);
  if (path.find('\0') != std::string_view::npos) return false;
  return std::ranges::none_of(base::split(path, '/'), [](std::string_view part) {
    return part.empty() || part == "." || part == "..";
  });
}

}  // namespace data
