// A repository in a registry: the verbs of the distribution API, version 2 (OCI
// distribution-spec 1.1). Contents are streamed by oci/blob_download.h and oci/blob_upload.h.
//
// Thread-confined. Errors name the registry, what was asked of it, its own words, and what to do.
#pragma once

#include <optional>
#include <string>

#include "async/task.h"
#include "base/bytes.h"
#include "base/result.h"
#include "oci/authorizer.h"
#include "oci/manifest.h"
#include "oci/reference.h"
#include "oci/transport.h"

namespace oci {

enum class Encryption {
  usual,  // TLS, but plain HTTP to this machine unless it answers TLS alone
  none,   // plain HTTP (-k)
};

struct RegistryOptions {
  std::optional<Credentials> credentials;
  Encryption encryption = Encryption::usual;
  Patience patience;
};

struct FetchedManifest {
  base::Bytes bytes;
  std::string media_type;
  Digest digest;
};

class RegistryClient {
 public:
  // The tools outlive the client.
  RegistryClient(TransportTools tools, const Reference& reference, Access access,
                 RegistryOptions options);
  RegistryClient(const RegistryClient&) = delete;

  // First contact: finds how the registry is spoken to, and logs in if it asks for it. Before all
  // others, once. Fails fast when nobody is there.
  async::Task<base::Result<>> open();
  // That the credentials are right: after open(), for a log-in.
  async::Task<base::Result<>> check_login();

  // `target`: a tag or a digest. Kind::not_found; Kind::protocol when the bytes have not the digest
  // that was asked for.
  async::Task<base::Result<FetchedManifest>> fetch_manifest(std::string target);
  // Its digest without its bytes; nothing when the registry does not say.
  async::Task<base::Result<std::optional<Digest>>> find_manifest(std::string target);
  async::Task<base::Result<>> put_manifest(std::string target, base::Bytes bytes);

  async::Task<base::Result<bool>> has_blob(Digest digest);
  // The blob from that byte on: status 206, or 200 when the registry starts at the beginning.
  async::Task<base::Result<http::Response>> get_blob(Digest digest, uint64_t offset);

  // Begins an upload, and says where it goes on; nothing when the registry took the blob over from
  // the repository `mount_from` (may be empty).
  async::Task<base::Result<std::optional<Url>>> start_upload(Digest digest, std::string mount_from);
  // Any request of an upload: the answer whatever its status, tried once.
  async::Task<base::Result<http::Response>> send_upload(Ask ask);
  // Where an answer says that the upload goes on.
  base::Result<Url> next_location(const Url& asked, const http::Response& response) const;

  // The error for an answer of another status than was hoped for.
  async::Task<base::Error> explain(std::string doing, http::Response response) const;

  const Subject& subject() const { return authorizer_.subject(); }
  const Transport& transport() const { return transport_; }

 private:
  Url url(std::string_view path) const;
  async::Task<base::Result<>> open_at(Url registry);
  async::Task<base::Result<http::Response>> send(std::string doing, Ask ask);

  Authorizer authorizer_;
  Transport transport_;
  const Encryption encryption_;
  const std::string contact_;  // host[:port] of the registry
  const bool local_;
};

}  // namespace oci
