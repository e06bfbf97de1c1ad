// A registry in memory, for tests: the distribution API as a Service, with the faults of real ones.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "http/service.h"
#include "oci/digest.h"

namespace oci {

class FakeRegistry final : public http::Service {
 public:
  enum class Auth { none, basic, bearer };

  // What a test sets ...
  Auth auth = Auth::none;
  std::string user = "me", password = "secret";
  std::string scheme = "http";                   // the only one that is answered
  bool takes_tls_alone = false;                  // answers plain HTTP as Go's servers of TLS do
  std::map<std::string, std::string> blobs;      // "repository sha256:…" -> content
  std::map<std::string, std::string> manifests;  // "repository target" -> bytes
  std::string manifest_type = "application/vnd.oci.image.manifest.v1+json";
  // Answers instead of ours, first come, first served; a null one lets the request through.
  std::deque<std::function<base::Result<http::Response>(const http::Request&)>> faults;
  std::optional<size_t> cut_blob_after;      // the next blob's answer ends too early, once
  std::optional<size_t> break_upload_after;  // the next PATCH breaks after so many bytes, once
  std::optional<uint64_t> largest_chunk;     // 413 above
  bool ignores_ranges = false;
  bool forgets_uploads = false;
  std::string blob_host;  // blobs are redirected there

  // ... and what it sees.
  struct Seen {
    std::string method, authority, target, authorization, range;
  };
  std::vector<Seen> seen;
  size_t count(std::string_view method, std::string_view part) const;

  async::Task<base::Result<http::Response>> handle(http::Request request) override;

 private:
  struct Upload {
    std::string repository, content;
  };

  std::optional<http::Response> check(const http::Request& request);
  http::Response token(const http::Request& request) const;
  http::Response get_blob(const http::Request& request, const std::string& key);
  http::Response start_upload(const http::Request& request, const std::string& repository);
  async::Task<base::Result<http::Response>> patch(http::Request request, std::string id);
  async::Task<base::Result<http::Response>> finish(http::Request request, std::string id);
  async::Task<base::Result<http::Response>> put_manifest(http::Request request,
                                                         std::string repository,
                                                         std::string target);

  std::map<std::string, Upload> uploads_;
  int next_upload_ = 1;
};

http::Response answer(int status, std::string body = {});

}  // namespace oci
