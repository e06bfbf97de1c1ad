// A pulled artifact as an app that runs: the locked app read, and each component's files as a
// folder.
//
// Files are second names (hard links) of the store's blobs, so that unpacking copies nothing and
// apps share what they have in common; guests get them read-only. A component is unpacked once:
// later runs find its folder.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "base/result.h"
#include "manifest/locked_app.h"
#include "oci/pull.h"
#include "oci/reference.h"
#include "oci/store.h"

namespace oci {

class PulledApp {
 public:
  // Reads what the artifact says of itself (its outline, see pull.h), which must be in the store;
  // the other blobs may still be on their way. `store` outlives it. Kind::unsupported when it is no
  // app, Kind::invalid when it is a damaged one: a content that no layer has.
  static base::Result<PulledApp> open(Store& store, const Pulled& pulled,
                                      const Reference& reference);
  PulledApp(PulledApp&&) noexcept;
  ~PulledApp();

  // Components' sources are absolute paths; their files are relative to root().
  const manifest::App& app() const { return locked_.app; }
  const std::string& root() const { return root_; }

  // The blobs that a component is made of, by its place in the app.
  std::set<Digest> needs(size_t component) const;
  // Makes its files a folder, once what it needs is in the store. Blocking; thread-safe.
  // Kind::invalid for a damaged archive, and for a path that leads out of the component's folder.
  base::Result<> unpack(size_t component) const;
  // All components.
  base::Result<> unpack_all() const;

 private:
  class Archives;
  PulledApp(Store& store, const Pulled& pulled);
  base::Result<> place();
  base::Result<std::string> path_of(const manifest::LockedContent& content) const;
  const manifest::LockedContents& contents(size_t component) const;

  Store* store_;
  std::string root_;
  std::set<Digest> layers_, archive_layers_;
  manifest::LockedApp locked_;
  std::unique_ptr<Archives> archives_;
};

}  // namespace oci
