// Archives of files: tar in gzip (POSIX.1-2001 pax, RFC 1952), as streams of bytes. Nothing is read
// from disk or written to it here.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace data {

// Writes an archive of plain files. The same files in the same order give the same bytes: no times,
// owners or modes of this machine are in it.
class TarWriter {
 public:
  using Sink = std::function<base::Result<>(base::View)>;
  explicit TarWriter(Sink sink);
  ~TarWriter();

  // Begins a file; then exactly `size` bytes follow by write().
  base::Result<> add_file(const std::string& path, uint64_t size);
  base::Result<> write(base::View bytes);
  base::Result<> finish();  // once, at the end

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct TarEntry {
  enum class Type { file, directory, link, other };
  Type type = Type::file;
  std::string path;  // as it stands in the archive: not to be trusted
};

// Reads an archive. Its paths may lead anywhere: whoever unpacks checks them.
class TarReader {
 public:
  // The next bytes, empty at the end; valid until it is called again.
  using Source = std::function<base::Result<base::View>()>;
  explicit TarReader(Source source);
  ~TarReader();

  // The next entry, whatever was left of the one before; nothing at the end. Kind::invalid for
  // what is no gzipped tar, or one that ends too early.
  base::Result<std::optional<TarEntry>> next();
  // The next bytes of the entry, empty at its end; valid until the next call.
  base::Result<base::View> read();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Whether a path stays below the folder it is put in: relative, and no part of it is "..", "." or
// empty, but for a "./" in front.
bool is_contained_path(std::string_view path);

}  // namespace data
