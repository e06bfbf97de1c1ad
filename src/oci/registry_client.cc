#include "oci/registry_client.h"

#include "oci/media_type.h"
#include "oci/registry_error.h"

namespace oci {
namespace {

using async::Task;
using base::Kind;
using base::Result;

constexpr size_t most_error_bytes = 64 * 1024;

void accept_manifests(http::Fields& headers) {
  headers.add("accept", base::format("{}, {}, {}, {}", media::image_manifest, media::image_index,
                                     media::docker_manifest, media::docker_list));
}

std::optional<Digest> stated_digest(const http::Response& response) {
  const auto field = response.headers.find("docker-content-digest");
  if (!field) return std::nullopt;
  auto digest = Digest::parse(*field);
  return digest ? std::optional(std::move(*digest)) : std::nullopt;
}

}  // namespace

RegistryClient::RegistryClient(TransportTools tools, const Reference& reference, Access access,
                               RegistryOptions options)
    : authorizer_(tools.http, {reference.registry, reference.repository, access},
                  std::move(options.credentials)),
      transport_(tools, authorizer_, options.patience),
      encryption_(options.encryption),
      contact_(reference.host()),
      local_(reference.is_local()) {}

Task<Result<>> RegistryClient::open() {
  const bool plain = encryption_ == Encryption::none || local_;
  auto opened = co_await open_at({plain ? "http" : "https", contact_, "/"});
  if (opened || !local_ || encryption_ == Encryption::none) co_return opened;
  // A server of TLS answers plain HTTP with an error, or not at all.
  const auto kind = opened.error().kind();
  if (kind != Kind::protocol && kind != Kind::invalid && kind != Kind::closed) co_return opened;
  co_return co_await open_at({"https", contact_, "/"});
}

Task<Result<>> RegistryClient::open_at(Url registry) {
  transport_.set_registry(registry);
  Ask ask;
  ask.url = url("");
  auto response = co_await transport_.send_once(std::move(ask));
  const auto& host = subject().host;
  if (!response) {
    co_return base::pass(std::move(response).error(), base::format("asking {}", host));
  }
  if (response->status == 401) {
    auto challenges = field_values(response->headers, "www-authenticate");
    response = http::Response();
    const bool hopeless = !authorizer_.has_credentials();
    auto answered = co_await authorizer_.answer(registry, std::move(challenges), "");
    // A registry may ask for a log-in and still let everybody read: the next request will tell.
    if (!answered && hopeless && answered.error().kind() == Kind::denied) co_return Result<>();
    co_return answered;
  }
  if (response->status == 200) co_return Result<>();
  if (response->status == 404) {
    co_return base::fail(Kind::unsupported, "{} is no registry: it does not know /v2/", host);
  }
  co_return std::unexpected(
      co_await explain(base::format("asking {}", host), std::move(*response)));
}

Task<Result<>> RegistryClient::check_login() {
  Ask ask;
  ask.url = url("");
  CO_TRY(auto response, co_await transport_.send(std::move(ask)));
  if (response.status == 200) co_return Result<>();
  co_return std::unexpected(co_await explain("logging in", std::move(response)));
}

Url RegistryClient::url(std::string_view path) const {
  auto out = transport_.registry();
  out.target = path.empty() ? "/v2/" : base::format("/v2/{}/{}", subject().repository, path);
  return out;
}

Task<Result<http::Response>> RegistryClient::send(std::string doing, Ask ask) {
  auto response = co_await transport_.send(std::move(ask));
  if (!response) co_return base::pass(std::move(response).error(), doing);
  co_return response;
}

Task<base::Error> RegistryClient::explain(std::string doing, http::Response response) const {
  if (response.status == 401 || response.status == 403) co_return authorizer_.denied();
  const auto body = co_await http::read_all(std::move(response.body), most_error_bytes);
  co_return registry_error(subject(), doing, response.status, body.value_or(""));
}

Task<Result<FetchedManifest>> RegistryClient::fetch_manifest(std::string target) {
  const auto doing = base::format("fetching manifest `{}`", target);
  Ask ask;
  ask.url = url("manifests/" + target);
  accept_manifests(ask.headers);
  CO_TRY(auto response, co_await send(doing, std::move(ask)));
  if (response.status != 200) {
    co_return std::unexpected(co_await explain(doing, std::move(response)));
  }
  const auto type = std::string(response.headers.find("content-type").value_or(""));
  const auto stated = stated_digest(response);
  auto bytes = co_await http::read_all(std::move(response.body), most_manifest_bytes);
  if (!bytes) co_return base::pass(std::move(bytes).error(), doing);
  auto digest = Digest::of(*bytes);
  const auto asked = Digest::parse(target);
  if ((asked && *asked != digest) || (!asked && stated && *stated != digest)) {
    co_return base::fail(Kind::protocol,
                         "{}: the answer's digest is {}; the registry or something before it has "
                         "altered it",
                         doing, digest.brief());
  }
  co_return FetchedManifest{std::move(*bytes), type.substr(0, type.find(';')), std::move(digest)};
}

Task<Result<std::optional<Digest>>> RegistryClient::find_manifest(std::string target) {
  const auto doing = base::format("looking for manifest `{}`", target);
  Ask ask;
  ask.method = "HEAD";
  ask.url = url("manifests/" + target);
  accept_manifests(ask.headers);
  CO_TRY(auto response, co_await send(doing, std::move(ask)));
  if (response.status == 200) co_return stated_digest(response);
  co_return std::unexpected(co_await explain(doing, std::move(response)));
}

Task<Result<>> RegistryClient::put_manifest(std::string target, base::Bytes bytes) {
  const auto doing = base::format("writing manifest `{}`", target);
  Ask ask;
  ask.method = "PUT";
  ask.url = url("manifests/" + target);
  ask.headers.add("content-type", media::image_manifest);
  ask.body = [&bytes] { return http::Body::of(bytes); };  // lives as long as this frame
  CO_TRY(auto response, co_await send(doing, std::move(ask)));
  if (response.status == 201 || response.status == 200) co_return Result<>();
  co_return std::unexpected(co_await explain(doing, std::move(response)));
}

Task<Result<bool>> RegistryClient::has_blob(Digest digest) {
  const auto doing = base::format("looking for blob {}", digest.brief());
  Ask ask;
  ask.method = "HEAD";
  ask.url = url("blobs/" + digest.text());
  CO_TRY(auto response, co_await send(doing, std::move(ask)));
  if (response.status == 200) co_return true;
  if (response.status == 404) co_return false;
  co_return std::unexpected(co_await explain(doing, std::move(response)));
}

Task<Result<http::Response>> RegistryClient::get_blob(Digest digest, uint64_t offset) {
  const auto doing = base::format("fetching blob {}", digest.brief());
  Ask ask;
  ask.url = url("blobs/" + digest.text());
  if (offset > 0) ask.headers.add("range", base::format("bytes={}-", offset));
  CO_TRY(auto response, co_await send(doing, std::move(ask)));
  const bool usable =
      response.status == 200 || (offset > 0 && (response.status == 206 || response.status == 416));
  if (usable) co_return response;
  co_return std::unexpected(co_await explain(doing, std::move(response)));
}

Task<Result<std::optional<Url>>> RegistryClient::start_upload(Digest digest,
                                                              std::string mount_from) {
  const auto doing = base::format("starting to upload blob {}", digest.brief());
  Ask ask;
  ask.method = "POST";
  ask.url = url("blobs/uploads/");
  if (!mount_from.empty()) {
    ask.url = ask.url.with_query("mount", digest.text()).with_query("from", mount_from);
  }
  ask.headers.add("content-length", "0");
  const auto asked = ask.url;
  CO_TRY(auto response, co_await send(doing, std::move(ask)));
  if (response.status == 201) co_return std::nullopt;
  if (response.status != 202) {
    co_return std::unexpected(co_await explain(doing, std::move(response)));
  }
  CO_TRY(auto next, next_location(asked, response));
  co_return next;
}

Task<Result<http::Response>> RegistryClient::send_upload(Ask ask) {
  ask.again = Ask::Again::never;
  return transport_.send(std::move(ask));
}

Result<Url> RegistryClient::next_location(const Url& asked, const http::Response& response) const {
  const auto location = response.headers.find("location");
  if (!location) {
    return base::fail(Kind::protocol, "{} does not say where the upload goes on", subject().host);
  }
  TRY(auto next, asked.resolve(*location));
  // Behind a proxy a registry may not know that it is spoken to by TLS.
  const auto& registry = transport_.registry();
  if (next.authority == registry.authority) next.scheme = registry.scheme;
  if (registry.scheme == "https" && next.scheme != "https") {
    return base::fail(Kind::denied, "{} wants the upload sent to {}, which is not encrypted",
                      subject().host, next.text_without_query());
  }
  return next;
}

}  // namespace oci
