#include <utility>

#include "base/text.h"
#include "http/h1/machine.h"
#include "http/h1/target.h"

namespace http::h1 {
namespace {

class RequestMachine final : public Machine<true> {
 public:
  using Machine::Machine;

  Request take_head() {
    request_.headers = std::move(headers_);
    return std::move(request_);
  }
  bool expects_continue() const { return expects_continue_; }

 private:
  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target,
                       int version, beast::error_code&) override {
    request_.method = base::View(method);
    target_ = target;
    version_ = version;
    request_.version = version == 10 ? Version::http10 : Version::http11;
  }
  void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}

  void see_field(beast::http::field field, base::View value) override {
    if (field == beast::http::field::host) host_.add(value);
    if (field == beast::http::field::expect) see_expect(value);
  }

  void see_expect(base::View value) {
    if (version_ < 11) return;  // RFC 9110 section 10.1.1
    expects_continue_ = base::equals_ignoring_case(value, "100-continue");
    if (!expects_continue_) refusal_.refuse(417, "an expectation other than 100-continue");
  }

  void see_end_of_head() override {
    if (request_.method == "CONNECT") return refusal_.refuse(501, "CONNECT");
    auto target = h1::parse_target(request_.method, target_);
    if (!target) return refusal_.refuse(400, "bad target");
    request_.target = std::move(target->origin);
    check_host(target->authority);
  }

  // Section 3.2.2 says to ignore Host beside an absolute target; since others do not, they must
  // be the same.
  void check_host(const std::optional<std::string>& authority) {
    if (host_.count > 1) return refusal_.refuse(400, "several Host");
    if (host_.count == 0 && version_ == 11) return refusal_.refuse(400, "no Host");
    if (!is_authority(host_.value)) return refusal_.refuse(400, "bad Host");
    if (authority && host_.count > 0 && !base::equals_ignoring_case(*authority, host_.value)) {
      return refusal_.refuse(400, "Host is not the target's authority");
    }
    request_.authority = authority ? *authority : host_.value;
  }

  Request request_;
  base::View target_;  // into the input, while the head is parsed
  Once host_;
  bool expects_continue_ = false;
};

}  // namespace

struct RequestParser::State {
  const ParserLimits limits;
  std::optional<RequestMachine> machine;  // Beast's parser is good for one message
};

RequestParser::RequestParser(const ParserLimits& limits)
    : state_(std::make_unique<State>(State{limits, {}})) {
  reset();
}

RequestParser::~RequestParser() = default;

void RequestParser::reset() {
  state_->machine.emplace(state_->limits);
}

Step RequestParser::next(base::View input) {
  return state_->machine->next(input);
}

Request RequestParser::take_head() {
  return state_->machine->take_head();
}

std::optional<uint64_t> RequestParser::content_length() const {
  const auto length = state_->machine->content_length();
  return length ? std::optional(*length) : std::nullopt;
}

bool RequestParser::has_body() const {
  return state_->machine->chunked() || content_length().value_or(0) > 0;
}

bool RequestParser::keep_alive() const {
  return state_->machine->keep_alive();
}

bool RequestParser::expects_continue() const {
  return state_->machine->expects_continue();
}

bool RequestParser::ended() const {
  return state_->machine->ended();
}

const Fields& RequestParser::trailers() const {
  return state_->machine->trailers();
}

const Refusal& RequestParser::refusal() const {
  return state_->machine->refusal();
}

}  // namespace http::h1
