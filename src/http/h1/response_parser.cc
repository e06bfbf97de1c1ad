#include <utility>

#include "http/h1/machine.h"

namespace http::h1 {
namespace {

class ResponseMachine final : public Machine<false> {
 public:
  using Machine::Machine;

  Response take_head() {
    response_.headers = std::move(headers_);
    return std::move(response_);
  }

 private:
  void on_request_impl(beast::http::verb, beast::string_view, beast::string_view, int,
                       beast::error_code&) override {}
  void on_response_impl(int status, beast::string_view, int version, beast::error_code&) override {
    response_.status = status;
    version_ = version;
    if (status < 100) refusal_.refuse(400, "bad status");
  }
  void see_field(beast::http::field, base::View) override {}
  void see_end_of_head() override {}

  Response response_;
};

}  // namespace

struct ResponseParser::State {
  const ParserLimits limits;
  std::optional<ResponseMachine> machine;  // Beast's parser is good for one message
};

ResponseParser::ResponseParser(const ParserLimits& limits)
    : state_(std::make_unique<State>(State{limits, {}})) {
  reset("GET");
}

ResponseParser::~ResponseParser() = default;

void ResponseParser::reset(std::string_view method) {
  state_->machine.emplace(state_->limits);
  state_->machine->skip(method == "HEAD");
}

Step ResponseParser::next(base::View input) {
  return state_->machine->next(input);
}

Step ResponseParser::finish() {
  return state_->machine->finish();
}

Response ResponseParser::take_head() {
  return state_->machine->take_head();
}

std::optional<uint64_t> ResponseParser::content_length() const {
  const auto length = state_->machine->content_length();
  return length ? std::optional(*length) : std::nullopt;
}

bool ResponseParser::has_body() const {
  return !state_->machine->is_done();
}

bool ResponseParser::keep_alive() const {
  return state_->machine->keep_alive();
}

bool ResponseParser::ended() const {
  return state_->machine->ended();
}

const Fields& ResponseParser::trailers() const {
  return state_->machine->trailers();
}

const Refusal& ResponseParser::refusal() const {
  return state_->machine->refusal();
}

}  // namespace http::h1
