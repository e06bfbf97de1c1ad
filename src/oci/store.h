// The content store: what was pulled, by digest, shared by all apps of a user.
//
//   blobs/sha256/<hex>   whole and verified
//   partial/<hex>        a download that broke off, to be resumed
//   partial/<hex>.lock   held by the process that writes it
//   refs/<hex>.json      which manifest a reference stood for when it was pulled, and its last use
//   apps/<hex>/          a manifest's app, unpacked; <hex>.lock is held while it runs
//   lock                 shared by all who add something, exclusive for who removes
//
// A blob has its name only once its bytes are on disk and have its digest, so that whoever sees the
// name may trust the content. Blocking calls; used on any thread, and by several processes at once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "oci/manifest.h"
#include "oci/reference.h"
#include "world/clock.h"
#include "world/digest.h"
#include "world/files.h"

namespace oci {

// A blob on its way into the store. What was written stays for the next try unless it is wrong.
class BlobWriter {
 public:
  // How much is there, from this try and those before.
  uint64_t size() const { return file_->size(); }
  const Descriptor& descriptor() const { return descriptor_; }

  // Kind::protocol when it becomes longer than described.
  base::Result<> append(base::View bytes);
  // From the beginning again.
  base::Result<> restart();
  // Verifies, syncs, and gives the blob its name. Kind::protocol, and nothing is kept, when the
  // digest is not the one described.
  base::Result<> commit();

 private:
  friend class Store;
  BlobWriter(world::Files& files, Descriptor descriptor) : files_(files), descriptor_(descriptor) {}
  base::Result<> take_in_what_is_there();

  world::Files& files_;
  Descriptor descriptor_;
  std::string partial_, final_;
  std::unique_ptr<world::FileLock> lock_;
  std::unique_ptr<world::FileWriter> file_;
  std::unique_ptr<world::Sha256> digest_;
};

// What a reference stood for when it was pulled.
struct StoredReference {
  Reference reference;
  Digest manifest;
  int64_t used = 0;  // seconds since the epoch
};

class Store {
 public:
  // `files` outlives it. Folders are made when they are needed.
  Store(world::Files& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

  world::Files& files() const { return files_; }
  const std::string& folder() const { return folder_; }

  // Whoever adds something holds this. Kind::unavailable while another process removes.
  base::Result<std::unique_ptr<world::FileLock>> share();

  std::string blob_path(const Digest& digest) const;
  bool has(const Descriptor& descriptor) const;  // with the size described
  // Kind::unavailable when another process writes it right now.
  base::Result<std::unique_ptr<BlobWriter>> begin(const Descriptor& descriptor);
  base::Result<> put(base::View content);
  // A small blob, verified again. Kind::not_found; Kind::io when the disk has altered it.
  base::Result<base::Bytes> read(const Digest& digest, uint64_t most) const;
  base::Result<Manifest> read_manifest(const Digest& digest) const;
  // Whether everything that the manifest names is here.
  bool is_complete(const Manifest& manifest) const;

  base::Result<> tag(const Reference& reference, const Digest& manifest, world::WallTime now);
  base::Result<> forget(const Reference& reference);
  std::optional<StoredReference> find(const Reference& reference) const;
  base::Result<std::vector<StoredReference>> references() const;

  std::string app_folder(const Digest& manifest) const;
  // Held while the app runs, so that nobody removes what it uses.
  base::Result<std::unique_ptr<world::FileLock>> use(const Digest& manifest, world::LockMode mode);

 private:
  std::string reference_path(const Reference& reference) const;
  std::optional<StoredReference> read_reference(const std::string& path) const;

  world::Files& files_;
  std::string folder_;
};

}  // namespace oci
