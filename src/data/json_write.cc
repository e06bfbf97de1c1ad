#include <cmath>

#include "base/format.h"
#include "data/json.h"

namespace data {
namespace {

enum class Layout { compact, pretty };

class Writer {
 public:
  explicit Writer(Layout layout) : layout_(layout) {}

  void write(const Json& value) {
    std::visit([this](const auto& alternative) { write(alternative); }, value.variant());
  }
  std::string take() { return std::move(out_); }

 private:
  void write(std::nullptr_t) { out_ += "null"; }
  void write(bool value) { out_ += value ? "true" : "false"; }
  void write(int64_t value) { out_ += base::format("{}", value); }

  void write(double value) {
    if (!std::isfinite(value)) return write(nullptr);
    out_ += base::format("{}", value);
  }

  void write(const std::string& text) {
    out_ += '"';
    for (const char c : text) write_character(c);
    out_ += '"';
  }

  void write_character(char c) {
    constexpr std::string_view special = "\"\\\n\r\t", letters = "\"\\nrt";
    if (const auto at = special.find(c); at != std::string_view::npos) {
      (out_ += '\\') += letters[at];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out_ += base::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out_ += c;
    }
  }

  void write(const JsonArray& items) {
    open('[');
    for (const auto& item : items) {
      begin_item();
      write(item);
    }
    close(']');
  }

  void write(const JsonObject& members) {
    open('{');
    for (const auto& [key, value] : members) {
      begin_item();
      write(key);
      out_ += layout_ == Layout::pretty ? ": " : ":";
      write(value);
    }
    close('}');
  }

  void open(char bracket) {
    out_ += bracket;
    empty_ = true;
    ++depth_;
  }

  void begin_item() {
    if (!empty_) out_ += ',';
    empty_ = false;
    break_line();
  }

  void close(char bracket) {
    --depth_;
    if (!empty_) break_line();
    empty_ = false;
    out_ += bracket;
  }

  void break_line() {
    if (layout_ == Layout::pretty) out_.append("\n").append(2 * depth_, ' ');
  }

  Layout layout_;
  std::string out_;
  size_t depth_ = 0;
  bool empty_ = true;  // whether the innermost open array or object is
};

}  // namespace

std::string write_json(const Json& value) {
  Writer writer(Layout::compact);
  writer.write(value);
  return writer.take();
}

std::string write_json_pretty(const Json& value) {
  Writer writer(Layout::pretty);
  writer.write(value);
  return writer.take() + "\n";
}

}  // namespace data
