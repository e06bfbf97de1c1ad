// Header or trailer fields of one message (RFC 9110 section 5), in the order they came.
//
// Names compare without regard to case and keep the spelling they were added with. Views that it
// returns stay valid until the next change. Names and values are stored as given: whoever takes
// them from a stranger checks them (is_token, is_field_value).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

class Fields {
 public:
  struct Field {
    std::string_view name;
    std::string_view value;
  };

  void reserve(size_t fields, size_t bytes);  // room for so many, when it is known beforehand
  void add(std::string_view name, std::string_view value);
  void set(std::string_view name, std::string_view value);  // replaces all of that name
  size_t remove(std::string_view name);                     // returns how many there were
  void clear();

  std::optional<std::string_view> find(std::string_view name) const;  // the first
  std::vector<std::string_view> find_all(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name).has_value(); }
  // Whether a comma-separated list field holds the token, without regard to case.
  bool has_token(std::string_view name, std::string_view token) const;

  size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  Field operator[](size_t index) const;
  // Bytes of all names and values, what a limit on header size counts.
  size_t bytes() const;

  class Iterator {
   public:
    Iterator(const Fields* fields, size_t index) : fields_(fields), index_(index) {}
    Field operator*() const { return (*fields_)[index_]; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const Fields* fields_;
    size_t index_;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

 private:
  struct Entry {
    uint32_t name_at, name_size, value_at, value_size;
  };
  std::string storage_;
  std::vector<Entry> entries_;
};

// What a Content-Length field says (RFC 9110 section 8.6); nothing when there is none, or no
// number.
std::optional<uint64_t> find_content_length(const Fields& fields);

bool is_token(std::string_view text);        // RFC 9110 section 5.6.2
bool is_field_value(std::string_view text);  // no CR, LF, NUL or other control but tab
// Whether a comma-separated list holds the token, without regard to case.
bool list_has_token(std::string_view list, std::string_view token);
// Whether a field speaks about one connection alone, and is never passed on (RFC 9110 section
// 7.6.1). Fields that a Connection field names are hop-by-hop as well; those the caller looks up.
bool is_hop_by_hop(std::string_view name);

}  // namespace http
