#include "scaffold/liquid.h"

#include <algorithm>
#include <utility>

#include "scaffold/liquid_expression.h"
#include "scaffold/liquid_lexer.h"

namespace scaffold {
namespace {

using base::Kind;
using base::Result;
using std::string;
using std::string_view;

constexpr int most_depth = 32;  // of blocks and partials in one another

struct Tag {
  string_view name, rest;
};

Tag tag_of(const LiquidPiece& piece) {
  const auto end = piece.content.find_first_of(" \t\r\n");
  if (end == string_view::npos) return {piece.content, {}};
  return {piece.content.substr(0, end), piece.content.substr(end + 1)};
}

// Whether a piece is one of these tags.
bool is_tag(const LiquidPiece& piece, std::initializer_list<string_view> names) {
  return piece.kind == LiquidPiece::Kind::tag &&
         std::ranges::find(names, tag_of(piece).name) != names.end();
}

// Renders from the front, block by block; a block that is not taken is walked without effect.
class Rendering {
 public:
  Rendering(const LiquidInput& input, Values& values, int depth)
      : input_(input), values_(values), depth_(depth) {}

  Result<string> run(string_view text) {
    TRY(pieces_, split_liquid(text));
    TRY_VOID(block(Taken::yes));
    if (at_ < pieces_.size()) {
      return fail(Kind::invalid, "`{}` does not belong here", tag_of(pieces_[at_]).name);
    }
    return std::move(out_);
  }

 private:
  enum class Taken { no, yes };

  template <class... Args>
  std::unexpected<base::Error> fail(Kind kind, base::FormatString<Args...> format,
                                    Args&&... args) const {
    return base::fail(kind, "line {}: {}", line_,
                      base::format(format, std::forward<Args>(args)...));
  }
  template <class T>
  Result<T> in_line(Result<T> result) const {
    if (result) return result;
    return base::pass(std::move(result).error(), base::format("line {}", line_));
  }

  // Up to a tag that ends or divides a block.
  Result<> block(Taken taken) {
    if (++depth_ > most_depth) return fail(Kind::limit, "blocks are nested too deeply");
    while (at_ < pieces_.size()) {
      const auto& piece = pieces_[at_];
      line_ = piece.line;
      if (is_tag(piece, {"else", "elsif", "when", "endif", "endunless", "endcase", "endcomment",
                         "endcapture"})) {
        break;
      }
      ++at_;
      TRY_VOID(render(piece, taken));
    }
    --depth_;
    return {};
  }

  Result<> render(const LiquidPiece& piece, Taken taken) {
    switch (piece.kind) {
      case LiquidPiece::Kind::text:
        if (taken == Taken::yes) out_ += piece.content;
        return {};
      case LiquidPiece::Kind::output: {
        if (taken == Taken::no) return {};
        TRY(const auto value, in_line(evaluate_output(piece.content, values_)));
        out_ += value;
        return {};
      }
      case LiquidPiece::Kind::tag:
        return render_tag(tag_of(piece), taken);
    }
    __builtin_unreachable();
  }

  Result<> render_tag(Tag tag, Taken taken) {
    if (tag.name == "if") return choose(tag, taken, "endif");
    if (tag.name == "unless") return choose(tag, taken, "endunless");
    if (tag.name == "case") return choose_case(tag, taken);
    if (tag.name == "comment") {
      TRY_VOID(block(Taken::no));
      return end_with("endcomment");
    }
    if (tag.name == "assign") return taken == Taken::yes ? assign(tag) : Result<>();
    if (tag.name == "capture") return capture(tag, taken);
    if (tag.name == "include" || tag.name == "render") {
      return taken == Taken::yes ? include(tag) : Result<>();
    }
    return fail(Kind::unsupported, "there is no tag `{}`", tag.name);
  }

  Result<> end_with(string_view end) {
    if (at_ >= pieces_.size() || !is_tag(pieces_[at_], {end})) {
      return fail(Kind::invalid, "`{}` is missing", end);
    }
    ++at_;
    return {};
  }

  // if and unless, with their branches: the first that holds is taken.
  Result<> choose(Tag tag, Taken outer, string_view end) {
    bool done = outer == Taken::no;  // nothing more is taken
    const bool negate = tag.name == "unless";
    for (bool first = true;; first = false) {
      bool holds = false;
      if (!done) {
        TRY(holds, branch_holds(tag));
        if (first && negate) holds = !holds;
      }
      TRY_VOID(block(holds ? Taken::yes : Taken::no));
      done = done || holds;
      if (at_ >= pieces_.size() || !is_tag(pieces_[at_], {"else", "elsif"})) break;
      tag = tag_of(pieces_[at_++]);
    }
    return end_with(end);
  }

  Result<bool> branch_holds(Tag tag) const {
    if (tag.name == "else") return true;
    return in_line(evaluate_condition(tag.rest, values_));
  }

  Result<> choose_case(Tag tag, Taken outer) {
    string value;
    bool done = outer == Taken::no;
    if (!done) {
      TRY(value, in_line(find_value(first_word(tag.rest), values_)));
    }
    TRY_VOID(block(Taken::no));  // what stands before the first `when`
    while (at_ < pieces_.size() && is_tag(pieces_[at_], {"when", "else"})) {
      const auto when = tag_of(pieces_[at_++]);
      bool holds = false;
      if (!done) {
        TRY(holds, when_holds(when, value));
      }
      TRY_VOID(block(holds ? Taken::yes : Taken::no));
      done = done || holds;
    }
    return end_with("endcase");
  }

  Result<bool> when_holds(Tag when, const string& value) const {
    if (when.name == "else") return true;
    TRY(const auto words, in_line(split_words(when.rest)));
    for (const auto word : words) {
      if (word == "," || word == "or") continue;
      TRY(const auto candidate, in_line(find_value(word, values_)));
      if (candidate == value) return true;
    }
    return false;
  }

  Result<> assign(Tag tag) {
    const auto equals = tag.rest.find('=');
    if (equals == string_view::npos) return fail(Kind::invalid, "write assign NAME = VALUE");
    const auto name = first_word(tag.rest.substr(0, equals));
    TRY(values_[string(name)], in_line(evaluate_output(tag.rest.substr(equals + 1), values_)));
    return {};
  }

  Result<> capture(Tag tag, Taken taken) {
    const auto name = first_word(tag.rest);
    const auto outer = std::exchange(out_, "");
    TRY_VOID(block(taken));
    auto captured = std::exchange(out_, outer);
    if (taken == Taken::yes) values_[string(name)] = std::move(captured);
    return end_with("endcapture");
  }

  Result<> include(Tag tag) {
    TRY(const auto words, in_line(split_words(tag.rest)));
    if (words.empty()) return fail(Kind::invalid, "`{}` needs the name of a partial", tag.name);
    TRY(const auto name, in_line(find_value(words[0], values_)));
    const auto at = input_.partials.find(name);
    if (at == input_.partials.end()) return fail(Kind::invalid, "there is no partial `{}`", name);
    auto text = Rendering(input_, values_, depth_).run(at->second);
    if (!text) return base::pass(std::move(text).error(), base::format("partial `{}`", name));
    out_ += *text;
    return {};
  }

  static string_view first_word(string_view text) {
    const auto words = split_words(text);
    return words && !words->empty() ? words->front() : string_view("nil");
  }

  const LiquidInput& input_;
  Values& values_;
  std::vector<LiquidPiece> pieces_;
  size_t at_ = 0;
  size_t line_ = 1;
  int depth_;
  string out_;
};

}  // namespace

Result<string> render_liquid(string_view text, const LiquidInput& input) {
  Values values = input.values;  // assign adds to them
  return Rendering(input, values, 0).run(text);
}

}  // namespace scaffold
