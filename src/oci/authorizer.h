// Who we are to a registry: answers its challenges with a token or with credentials
// (distribution-spec; docs.docker.com "registry token authentication").
//
// Credentials go to the registry itself and to the token server that it names, over TLS unless the
// registry speaks plain HTTP too, and into no message.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/event.h"
#include "async/task.h"
#include "base/result.h"
#include "http/service.h"
#include "oci/challenge.h"
#include "oci/url.h"

namespace oci {

struct Credentials {
  std::string user;
  std::string password;

  bool operator==(const Credentials&) const = default;
};

enum class Access { pull, push };

// Whom we speak to, and about what; for requests and for messages.
struct Subject {
  std::string host;        // of the registry
  std::string repository;  // empty for a mere log-in
  Access access = Access::pull;

  std::string scope() const;  // "repository:a/b:pull,push"
};

class Authorizer {
 public:
  // The service outlives it.
  Authorizer(http::Service& http, Subject subject, std::optional<Credentials> credentials)
      : http_(http), subject_(std::move(subject)), credentials_(std::move(credentials)) {}
  Authorizer(const Authorizer&) = delete;

  // The Authorization field for requests to the registry; empty as long as none is known.
  const std::string& field() const { return field_; }
  const Subject& subject() const { return subject_; }
  bool has_credentials() const { return credentials_.has_value(); }

  // Answers the challenges of a 401 from `registry` to a request that carried `refused`. When
  // another request has done so in the meantime there is nothing left to do. Kind::denied when it
  // cannot: the message says what to do.
  async::Task<base::Result<>> answer(Url registry, std::vector<std::string> challenges,
                                     std::string refused);

  // That the registry would not have us, in words.
  base::Error denied() const;

 private:
  async::Task<base::Result<>> renew(Url registry, std::vector<std::string> challenges);
  async::Task<base::Result<>> fetch_token(Url registry, Challenge challenge);
  std::string basic() const;

  http::Service& http_;
  const Subject subject_;
  const std::optional<Credentials> credentials_;
  std::string field_;
  bool renewing_ = false;
  async::Event renewed_;
};

}  // namespace oci
