#include "oci/fake_registry_test.h"

#include <algorithm>

#include "base/text.h"
#include "data/base64.h"

namespace oci {
namespace {

using async::Task;
using base::Kind;
using base::Result;

// Gives a content in pieces, and ends with an error when it was cut.
class PiecesSource final : public http::BodySource {
 public:
  PiecesSource(std::string content, std::optional<base::Error> end)
      : content_(std::move(content)), end_(std::move(end)) {}
  Task<Result<base::View>> read() override {
    const auto piece = base::View(content_).substr(at_, 1000);
    at_ += piece.size();
    if (piece.empty() && end_) co_return std::unexpected(*end_);
    co_return piece;
  }

 private:
  std::string content_;
  std::optional<base::Error> end_;
  size_t at_ = 0;
};

std::string parameter(const http::Request& request, std::string_view name) {
  for (const auto part : base::split(request.query(), '&')) {
    if (!part.starts_with(std::string(name) + "=")) continue;
    std::string out(part.substr(name.size() + 1));
    for (size_t at; (at = out.find("%3A")) != std::string::npos;) out.replace(at, 3, ":");
    for (size_t at; (at = out.find("%2F")) != std::string::npos;) out.replace(at, 3, "/");
    return out;
  }
  return {};
}

// "/v2/a/b/blobs/x" -> {"a/b", "blobs", "x"}
struct Path {
  std::string repository, kind, rest;
};
Path parse_path(std::string_view path) {
  path.remove_prefix(std::string_view("/v2/").size());
  for (const std::string_view kind : {"blobs", "manifests"}) {
    const auto at = path.find(std::string("/") + std::string(kind) + "/");
    if (at == std::string_view::npos) continue;
    return {std::string(path.substr(0, at)), std::string(kind),
            std::string(path.substr(at + kind.size() + 2))};
  }
  return {};
}

}  // namespace

http::Response answer(int status, std::string body) {
  http::Response out;
  out.status = status;
  out.body = http::Body::of(std::move(body));
  return out;
}

size_t FakeRegistry::count(std::string_view method, std::string_view part) const {
  return static_cast<size_t>(std::ranges::count_if(seen, [&](const Seen& s) {
    return s.method == method && s.target.find(part) != std::string::npos;
  }));
}

Task<Result<http::Response>> FakeRegistry::handle(http::Request request) {
  seen.push_back({request.method, request.authority, request.target,
                  std::string(request.headers.find("authorization").value_or("")),
                  std::string(request.headers.find("range").value_or(""))});
  if (!faults.empty()) {
    const auto fault = faults.front();
    faults.pop_front();
    if (fault) co_return fault(request);
  }
  if (takes_tls_alone && request.scheme == "http") {
    co_return answer(400, "Client sent an HTTP request to an HTTPS server.\n");
  }
  if (request.scheme != scheme) co_return base::fail(Kind::protocol, "no TLS here");
  if (request.path() == "/token") co_return token(request);
  if (auto refused = check(request)) co_return std::move(*refused);
  if (request.path() == "/v2/") co_return answer(200);
  const auto path = parse_path(request.path());
  const auto key = path.repository + " " + path.rest;
  if (path.kind == "manifests") {
    if (request.method == "PUT") {
      co_return co_await put_manifest(std::move(request), path.repository, path.rest);
    }
    if (!manifests.contains(key)) {
      co_return answer(404,
                       R"({"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]})");
    }
    auto out = answer(200, request.method == "HEAD" ? "" : manifests[key]);
    out.headers.add("content-type", manifest_type);
    out.headers.add("docker-content-digest", Digest::of(manifests[key]).text());
    co_return out;
  }
  if (path.rest == "uploads/") co_return start_upload(request, path.repository);
  if (path.rest.starts_with("uploads/")) {
    const auto id = path.rest.substr(8);
    if (request.method == "PATCH") co_return co_await patch(std::move(request), id);
    if (request.method == "PUT") co_return co_await finish(std::move(request), id);
    if (forgets_uploads || !uploads_.contains(id)) co_return answer(404);
    auto out = answer(204);
    out.headers.add("range",
                    base::format("0-{}", std::max<size_t>(1, uploads_[id].content.size()) - 1));
    out.headers.add("location", request.target);
    co_return out;
  }
  co_return get_blob(request, key);
}

std::optional<http::Response> FakeRegistry::check(const http::Request& request) {
  if (auth == Auth::none) return std::nullopt;
  const auto field = request.headers.find("authorization").value_or("");
  const auto basic = "Basic " + data::encode_base64(user + ":" + password);
  if (field == (auth == Auth::basic ? basic : "Bearer good-token")) return std::nullopt;
  auto out = answer(401);
  out.headers.add("www-authenticate",
                  auth == Auth::basic
                      ? "Basic realm=\"r\""
                      : base::format("Bearer realm=\"{}://{}/token\",service=\"fake\"", scheme,
                                     request.authority));
  return out;
}

http::Response FakeRegistry::token(const http::Request& request) const {
  const auto field = request.headers.find("authorization").value_or("");
  if (field != "Basic " + data::encode_base64(user + ":" + password)) return answer(401);
  return answer(200, R"({"token":"good-token"})");
}

http::Response FakeRegistry::get_blob(const http::Request& request, const std::string& key) {
  if (!blobs.contains(key)) return answer(404);
  if (!blob_host.empty() && request.authority != blob_host) {
    auto out = answer(307);
    out.headers.add("location", base::format("{}://{}{}", scheme, blob_host, request.target));
    return out;
  }
  auto content = blobs[key];
  if (request.method == "HEAD") return answer(200);
  http::Response out;
  const auto range = request.headers.find("range");
  if (range && !ignores_ranges) {
    const auto from = base::find_number(range->substr(6, range->size() - 7)).value();
    if (from >= content.size()) return answer(416);
    out.status = 206;
    out.headers.add("content-range",
                    base::format("bytes {}-{}/{}", from, content.size() - 1, content.size()));
    content.erase(0, from);
  }
  std::optional<base::Error> end;
  if (cut_blob_after && *cut_blob_after < content.size()) {
    content.resize(*cut_blob_after);
    end = base::Error(Kind::protocol, "the answer was cut short");
    cut_blob_after.reset();
  }
  const auto length = content.size();
  out.body = http::Body(std::make_unique<PiecesSource>(std::move(content), end), length);
  return out;
}

http::Response FakeRegistry::start_upload(const http::Request& request,
                                          const std::string& repository) {
  const auto digest = parameter(request, "mount");
  const auto from = parameter(request, "from") + " " + digest;
  if (!digest.empty() && blobs.contains(from)) {
    blobs[repository + " " + digest] = blobs[from];
    return answer(201);
  }
  const auto id = base::format("{}", next_upload_++);
  uploads_[id] = {repository, {}};
  auto out = answer(202);
  out.headers.add("location", base::format("/v2/{}/blobs/uploads/{}?state=x", repository, id));
  return out;
}

Task<Result<http::Response>> FakeRegistry::patch(http::Request request, std::string id) {
  if (!uploads_.contains(id)) co_return answer(404);
  auto& upload = uploads_[id];
  if (largest_chunk && request.body.length().value_or(0) > *largest_chunk) co_return answer(413);
  const auto range = request.headers.find("content-range");
  const auto from = range ? base::find_number(range->substr(0, range->find('-'))) : 0;
  if (from != upload.content.size()) co_return answer(416);
  for (;;) {
    CO_TRY(const auto piece, co_await request.body.read());
    if (piece.empty()) break;
    upload.content += piece;
    if (break_upload_after && upload.content.size() >= *break_upload_after) {
      upload.content.resize(*break_upload_after);
      break_upload_after.reset();
      co_return base::fail(Kind::unavailable, "the connection broke");
    }
  }
  auto out = answer(202);
  out.headers.add("location", request.target);
  co_return out;
}

Task<Result<http::Response>> FakeRegistry::finish(http::Request request, std::string id) {
  if (!uploads_.contains(id)) co_return answer(404);
  const auto upload = uploads_.extract(id).mapped();
  const auto digest = parameter(request, "digest");
  if (Digest::of(upload.content).text() != digest) {
    co_return answer(400, R"({"errors":[{"code":"DIGEST_INVALID","message":"bad digest"}]})");
  }
  blobs[upload.repository + " " + digest] = upload.content;
  co_return answer(201);
}

Task<Result<http::Response>> FakeRegistry::put_manifest(http::Request request,
                                                        std::string repository,
                                                        std::string target) {
  CO_TRY(auto bytes, co_await http::read_all(std::move(request.body), 1 << 20));
  manifests[repository + " " + Digest::of(bytes).text()] = bytes;
  manifests[repository + " " + target] = std::move(bytes);
  co_return answer(201);
}

}  // namespace oci
