#include "app/cgi.h"

#include <algorithm>
#include <optional>

#include "base/format.h"
#include "base/text.h"

namespace app {
namespace {

using base::Kind;

// ---- the command ----

std::optional<uint8_t> find_hex(char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto at = digits.find(base::lower(c));
  if (at == digits.npos) return std::nullopt;
  return static_cast<uint8_t>(at);
}

enum class Plus { itself, space };  // in a query it stands for a space

std::string percent_decoded(std::string_view text, Plus plus) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::space) {
      out += ' ';
      continue;
    }
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto high = find_hex(text[i + 1]), low = find_hex(text[i + 2]);
      if (high && low) {
        out += static_cast<char>(*high * 16 + *low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

void add_query(std::string_view query, std::vector<std::string>& arguments) {
  for (const auto pair : base::split(query, '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    arguments.push_back(percent_decoded(pair.substr(0, equals), Plus::space));
    if (equals == pair.npos || equals + 1 == pair.size()) continue;
    arguments.push_back(percent_decoded(pair.substr(equals + 1), Plus::space));
  }
}

std::vector<std::string> arguments_of(const http::Request& request, std::string_view argv) {
  std::vector<std::string> out;
  for (const auto word : base::split(argv, ' ')) {
    if (word.empty()) continue;
    if (word == "${SCRIPT_NAME}") {
      out.emplace_back(request.path());
    } else if (word == "${ARGS}") {
      add_query(request.query(), out);
    } else {
      out.emplace_back(word);
    }
  }
  return out;
}

// RFC 3875 section 4.1.18. What could carry a secret or belongs to the connection is left out.
std::optional<std::string> find_meta_name(std::string_view field) {
  if (field.starts_with("spin-") || field == "authorization" || field == "connection") {
    return std::nullopt;
  }
  std::string name = "HTTP_";
  for (const char c : field) {
    const bool is_letter = c >= 'a' && c <= 'z';
    name += c == '-' ? '_' : is_letter ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

std::string path_match_name(std::string_view field) {
  return "X_PATH_MATCH_" + find_meta_name(field)->substr(std::string_view("HTTP_").size());
}

class Environment {
 public:
  explicit Environment(const http::Request& request) : request_(request) {}

  std::vector<std::pair<std::string, std::string>> make() {
    for (const auto& field : request_.headers) {
      if (auto name = find_meta_name(base::lower(field.name))) add(std::move(*name), field.value);
    }
    add_request();
    add_server();
    add_route();
    return std::move(out_);
  }

 private:
  void add(std::string name, std::string_view value) {
    out_.emplace_back(std::move(name), std::string(value));
  }
  std::string_view field(std::string_view name) const {
    const auto value = request_.headers.find(name);
    return value ? *value : std::string_view();
  }

  // Sections 4.1.1 to 4.1.12.
  void add_request() {
    if (const auto length = request_.body.length()) add("CONTENT_LENGTH", std::to_string(*length));
    add("CONTENT_TYPE", field("content-type"));
    add("AUTH_TYPE", "");
    add("GATEWAY_INTERFACE", "CGI/1.1");
    add("QUERY_STRING", request_.query());
    add("REQUEST_METHOD", request_.method);
    const auto client = request_.client.address.text();
    add("REMOTE_ADDR", client);
    add("REMOTE_HOST", client);
    add("REMOTE_USER", "");
  }

  // Sections 4.1.14 to 4.1.17.
  void add_server() {
    const auto colon = request_.authority.rfind(':');
    const bool has_port = colon != std::string::npos && request_.authority.back() != ']';
    add("SERVER_NAME", request_.authority.substr(0, has_port ? colon : std::string::npos));
    const auto* usual = request_.scheme == "https" ? "443" : "80";
    add("SERVER_PORT", has_port ? request_.authority.substr(colon + 1) : usual);
    add("SERVER_PROTOCOL", request_.version == http::Version::http2 ? "HTTP/2.0" : "HTTP/1.1");
    add("SERVER_SOFTWARE", "WAGI/1");
  }

  // Section 4.1.5 wants PATH_INFO decoded; Wagi gives it as it came.
  void add_route() {
    const auto path_info = field("spin-path-info");
    add("PATH_INFO", path_info);
    add("X_RAW_PATH_INFO", path_info);
    add("PATH_TRANSLATED", percent_decoded(path_info, Plus::itself));
    add("SCRIPT_NAME", field("spin-component-route"));
    add("X_FULL_URL", field("spin-full-url"));
    add("X_MATCHED_ROUTE", field("spin-matched-route"));
    add("X_BASE_PATH", field("spin-base-path"));
    add("X_RAW_COMPONENT_ROUTE", field("spin-raw-component-route"));
    add("X_COMPONENT_ROUTE", field("spin-component-route"));
    add("X_CLIENT_ADDR", field("spin-client-addr"));
    constexpr std::string_view named = "spin-path-match-";
    for (const auto& one : request_.headers) {
      if (!one.name.starts_with(named)) continue;
      add(path_match_name(one.name.substr(named.size())), one.value);
    }
  }

  const http::Request& request_;
  std::vector<std::pair<std::string, std::string>> out_;
};

// ---- the output ----

constexpr size_t most_head = 64 << 10;

// The output after its head: what was read of it, then the rest.
class RestOfOutput final : public http::BodySource {
 public:
  RestOfOutput(std::string begun, http::Body rest)
      : begun_(std::move(begun)), rest_(std::move(rest)) {}

  async::Task<base::Result<base::View>> read() override {
    if (!std::exchange(has_begun_, true) && !begun_.empty()) co_return base::View(begun_);
    begun_.clear();
    co_return co_await rest_.read();
  }

 private:
  std::string begun_;
  bool has_begun_ = false;
  http::Body rest_;
};

struct Head {
  size_t size, end;  // bytes of fields, and of those with the empty line
};

// Lines may end in either way.
std::optional<Head> find_head(std::string_view output) {
  for (size_t at = output.find('\n'); at != output.npos; at = output.find('\n', at + 1)) {
    const auto after = output.substr(at + 1);
    if (after.starts_with('\n')) return Head{at + 1, at + 2};
    if (after.starts_with("\r\n")) return Head{at + 1, at + 3};
  }
  return std::nullopt;
}

std::optional<int> find_status(std::string_view value) {
  const auto number = base::find_number(value.substr(0, value.find(' ')));
  if (!number || *number < 200 || *number > 599) return std::nullopt;
  return static_cast<int>(*number);
}

base::Result<http::Response> parse_head(std::string_view head) {
  http::Response response;
  std::optional<int> status;
  for (auto line : base::split(head, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto colon = line.find(':');
    if (colon == line.npos) continue;
    const auto name = base::lower(base::trim(line.substr(0, colon)));
    const auto value = base::trim(line.substr(colon + 1));
    if (name == "status") {
      status = find_status(value);
      if (!status) return base::fail(Kind::guest, "its output has the status `{}`", value);
    } else {
      response.headers.add(name, value);
    }
  }
  const bool moved = response.headers.find("location").has_value();
  if (!status && !moved && !response.headers.find("content-type")) {
    return base::fail(Kind::guest, "its output names neither Content-Type, Location nor Status");
  }
  response.status = status.value_or(moved ? 302 : 200);
  return response;
}

}  // namespace

CgiCommand make_cgi_command(const http::Request& request, std::string_view argv) {
  return {arguments_of(request, argv), Environment(request).make()};
}

async::Task<base::Result<http::Response>> read_cgi_response(http::Body output) {
  std::string begun;
  for (;;) {
    if (const auto head = find_head(begun)) {
      CO_TRY(auto response, parse_head(std::string_view(begun).substr(0, head->size)));
      const auto length = http::find_content_length(response.headers);
      response.headers.remove("content-length");  // framing is the server's
      response.body = {std::make_unique<RestOfOutput>(begun.substr(head->end), std::move(output)),
                       length};
      co_return response;
    }
    if (begun.size() > most_head) break;
    CO_TRY(const auto piece, co_await output.read());
    if (piece.empty()) break;
    begun += piece;
  }
  co_return base::fail(Kind::guest, "its output begins with no head that an empty line ends");
}

}  // namespace app
