#include "oci/challenge.h"

#include "base/text.h"
#include "http/fields.h"

namespace oci {
namespace {

// Reads a list of challenges. "Basic realm=x, Bearer realm=y, service=z": a word that is followed
// by "=" is a parameter of the challenge before it, any other word begins a new challenge.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::vector<Challenge> read() {
    for (skip_separators(); !rest_.empty(); skip_separators()) {
      const auto word = take_token();
      if (word.empty()) break;
      skip_blank();
      if (!rest_.starts_with('=')) {
        out_.push_back({base::lower(word), {}});
        continue;
      }
      rest_.remove_prefix(1);
      skip_blank();
      auto value = take_value();
      if (out_.empty() || !value) break;
      out_.back().parameters.emplace(base::lower(word), std::move(*value));
    }
    return std::move(out_);
  }

 private:
  void skip_blank() { skip(" \t"); }
  void skip_separators() { skip(" \t,"); }
  void skip(std::string_view set) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(set), rest_.size()));
  }

  std::string_view take_token() {
    const auto token = rest_.substr(0, rest_.find_first_of(" \t,=\""));
    if (!http::is_token(token)) return {};
    rest_.remove_prefix(token.size());
    return token;
  }

  std::optional<std::string> take_value() {
    if (!rest_.starts_with('"')) return std::string(take_token());
    std::string out;
    for (size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return out;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      out += rest_[i];
    }
    return std::nullopt;
  }

  std::string_view rest_;
  std::vector<Challenge> out_;
};

}  // namespace

const std::string* Challenge::find(const std::string& name) const {
  const auto at = parameters.find(name);
  return at == parameters.end() ? nullptr : &at->second;
}

std::vector<Challenge> parse_challenges(std::string_view field) {
  return Reader(field).read();
}

}  // namespace oci
