#include "engine/component_imports.h"

#include <cstdint>

namespace engine {
namespace {

using base::Kind;
using base::Result;

constexpr base::View preamble("\0asm\x0d\0\1\0", 8);
constexpr uint8_t import_section = 10;

// What an import is (externdesc); each is followed by what this reader passes over.
enum class Sort : uint8_t {
  module = 0,
  function = 1,
  value = 2,
  type = 3,
  component = 4,
  instance = 5
};

auto unknown() {
  return base::fail(Kind::invalid, "its import section cannot be read");
}

class Reader {
 public:
  explicit Reader(base::View bytes) : bytes_(bytes) {}

  bool at_end() const { return bytes_.empty(); }

  Result<uint8_t> byte() {
    TRY(const auto one, take(1));
    return static_cast<uint8_t>(one.front());
  }

  // LEB128, of 32 bits.
  Result<uint32_t> number() {
    uint64_t out = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
      TRY(const auto next, byte());
      out |= uint64_t{next & 0x7fu} << shift;
      if (next < 0x80) {
        if (out > UINT32_MAX) break;
        return static_cast<uint32_t>(out);
      }
    }
    return unknown();
  }

  Result<base::View> take(size_t count) {
    if (count > bytes_.size()) return unknown();
    const auto out = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return out;
  }

  Result<base::View> sized() {
    TRY(const auto size, number());
    return take(size);
  }

 private:
  base::View bytes_;
};

Result<> pass_over_index(Reader& reader) {
  TRY_VOID(reader.number());
  return {};
}

// A bound is an index, or nothing more (0x01) for a type.
Result<> pass_over_bound(Reader& reader, Sort sort) {
  TRY(const auto form, reader.byte());
  if (form == 0) return pass_over_index(reader);
  if (form == 1) return sort == Sort::type ? Result<>() : pass_over_index(reader);
  return unknown();
}

Result<> pass_over_description(Reader& reader) {
  constexpr uint8_t core_module_type = 0x11;
  TRY(const auto sort, reader.byte());
  if (sort > static_cast<uint8_t>(Sort::instance)) return unknown();
  switch (static_cast<Sort>(sort)) {
    case Sort::module: {
      TRY(const auto of, reader.byte());
      return of == core_module_type ? pass_over_index(reader) : unknown();
    }
    case Sort::function:
    case Sort::component:
    case Sort::instance:
      return pass_over_index(reader);
    case Sort::value:
    case Sort::type:
      return pass_over_bound(reader, static_cast<Sort>(sort));
  }
  __builtin_unreachable();
}

Result<> read_imports(Reader section, std::vector<std::string>& out) {
  TRY(const auto count, section.number());
  for (uint32_t i = 0; i < count; ++i) {
    TRY(const auto form, section.byte());
    if (form > 1) return unknown();
    TRY(const auto name, section.sized());
    out.emplace_back(name);
    TRY_VOID(pass_over_description(section));
  }
  return section.at_end() ? Result<>() : unknown();
}

}  // namespace

Result<std::vector<std::string>> read_component_imports(base::View component) {
  if (!component.starts_with(preamble)) return base::fail(Kind::invalid, "it is no component");
  std::vector<std::string> out;
  Reader reader(component.substr(preamble.size()));
  while (!reader.at_end()) {
    TRY(const auto id, reader.byte());
    TRY(const auto content, reader.sized());
    if (id == import_section) TRY_VOID(read_imports(Reader(content), out));
  }
  return out;
}

}  // namespace engine
