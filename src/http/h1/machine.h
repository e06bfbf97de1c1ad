// What request and response parsing share: Beast's parser, fed with a whole head and then with the
// body as it comes; the limits; and the checks of framing where Beast is laxer than RFC 9112.
// For .cc files of this folder only.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "http/h1/chunk_reader.h"
#include "http/h1/head_scanner.h"
#include "http/h1/parser.h"

namespace http::h1 {

namespace beast = boost::beast;

// Occurrences of a field that may stand in a head once.
struct Once {
  size_t count = 0;
  base::View value;  // the last; into the input, while the head is parsed

  void add(base::View text) {
    ++count;
    value = text;
  }
};

class RefusalSlot {
 public:
  void refuse(int status, std::string_view reason) {
    if (!refusal_) refusal_ = Refusal{status, std::string(reason)};
  }
  explicit operator bool() const { return refusal_.has_value(); }
  const Refusal& get() const { return *refusal_; }

 private:
  std::optional<Refusal> refusal_;  // the first
};

// Section 6.3: one number. Beast takes several that are the same, which is right for responses
// only.
void check_content_length(const Once& content_length, RefusalSlot& refusal);
// Section 6.1: chunked, once, and nothing else; section 6.3: not beside a length.
void check_transfer_encoding(const Once& transfer_encoding, const Once& content_length, int version,
                             RefusalSlot& refusal);
// 505 when the start line names a version that is none of ours, 400 when it names none.
int status_for_bad_version(base::View head);
// Whether a value that the parser gave out was put together from several lines (section 5.2).
bool is_folded(base::View input, base::View name, base::View value);

template <bool is_request>
class Machine : public beast::http::basic_parser<is_request> {
  using Base = beast::http::basic_parser<is_request>;

 public:
  explicit Machine(const ParserLimits& limits)
      : limits_(limits),
        scanner_({limits.start_line_bytes, limits.head_bytes, limits.fields}),
        chunks_(limits) {
    this->header_limit(UINT32_MAX);  // the scanner counts
    this->body_limit(boost::none);   // counted here
  }

  Step next(base::View input) {
    if (refusal_) return {Event::refused, 0, {}};
    if (!in_body_) return next_head(input);
    if (this->is_done()) return {Event::end, 0, {}};
    return this->chunked() ? next_chunk(input) : next_piece(input);
  }

  // The peer has closed its side.
  Step finish() {
    if (refusal_) return {Event::refused, 0, {}};
    if (ended()) return {Event::end, 0, {}};
    if (!in_body_ || !this->need_eof()) return refuse(400, "the message was cut short");
    beast::error_code none;
    this->put_eof(none);
    return {Event::end, 0, {}};
  }

  bool ended() const { return in_body_ && (this->is_done() || chunks_.ended()); }
  const Refusal& refusal() const { return refusal_.get(); }
  const Fields& trailers() const { return chunks_.trailers(); }

 protected:
  Fields headers_;
  RefusalSlot refusal_;
  int version_ = 0;  // 10 or 11

 private:
  using Code = beast::error_code;
  using Text = beast::string_view;
  using Field = beast::http::field;

  // The derived machine's part of a head; both may refuse.
  virtual void see_field(Field field, base::View value) = 0;
  virtual void see_end_of_head() = 0;

  Step next_head(base::View input) {
    const size_t blank = scanner_.size() == 0 ? empty_lines(input) : 0;
    auto step = scan_head(input.substr(blank));
    step.consumed += blank;
    return step;
  }

  // Section 2.2: empty lines before a request are let pass.
  static size_t empty_lines(base::View input) {
    size_t size = 0;
    while (is_request && input.substr(size).starts_with("\r\n")) size += 2;
    return size;
  }

  Step scan_head(base::View input) {
    if (is_request && input == "\r") return {};  // the first half of another empty line
    switch (scanner_.scan(input)) {
      case HeadScanner::Found::nothing:
        return {};
      case HeadScanner::Found::bare_line_feed:
        return refuse(400, "a line that does not end with CR LF");
      case HeadScanner::Found::long_start_line:
        return refuse(414, "the start line is too long");
      case HeadScanner::Found::long_head:
        return refuse(431, "the head is too long");
      case HeadScanner::Found::end:
        return put_head(input.substr(0, scanner_.size()));
    }
    __builtin_unreachable();
  }

  Step put_head(base::View head) {
    headers_.reserve(scanner_.fields(), head.size());
    in_body_ = put(head) == head.size();
    if (!in_body_ || refusal_) return refuse(400, "the head is malformed");
    return {Event::head, head.size(), {}};
  }

  Step next_piece(base::View input) {
    if (input.empty()) return {};
    const auto took = put(input);
    if (refusal_) return {Event::refused, took, {}};
    return {Event::data, took, data_};
  }

  Step next_chunk(base::View input) {
    const auto step = chunks_.next(input);
    if (step.event == Event::refused) {
      refusal_.refuse(chunks_.refusal().status, chunks_.refusal().reason);
    }
    return step;
  }

  Step refuse(int status, std::string_view reason) {
    refusal_.refuse(status, reason);
    return {Event::refused, 0, {}};
  }

  size_t put(base::View input) {
    input_ = input;
    Code error;
    const auto took = Base::put(boost::asio::const_buffer(input.data(), input.size()), error);
    if (error == beast::http::error::bad_version) {
      refusal_.refuse(status_for_bad_version(input), "bad version");
    } else if (error) {
      refusal_.refuse(400, error.message());
    }
    return took;
  }

  // Tells Beast to go no further.
  void stop_if_refused(Code& error) {
    if (refusal_) error = beast::http::error::bad_value;
  }

  void on_field_impl(Field field, Text name, Text value, Code& error) final {
    if (is_folded(input_, name, value)) refusal_.refuse(400, "a field over several lines");
    if (field == Field::transfer_encoding) transfer_encoding_.add(value);
    if (field == Field::content_length) content_length_.add(value);
    see_field(field, value);
    headers_.add(name, value);
    stop_if_refused(error);
  }

  void on_header_impl(Code& error) final {
    if (is_request) check_content_length(content_length_, refusal_);
    check_transfer_encoding(transfer_encoding_, content_length_, version_, refusal_);
    const auto length = this->content_length();
    if (length && *length > limits_.body_bytes) refusal_.refuse(413, "the body is too long");
    see_end_of_head();
    stop_if_refused(error);
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) final {}
  size_t on_body_impl(Text body, Code& error) final {
    data_ = body;
    if (body.size() > limits_.body_bytes - body_bytes_)
      refusal_.refuse(413, "the body is too long");
    body_bytes_ += body.size();
    stop_if_refused(error);
    return body.size();
  }

  // Chunks are read by chunks_.
  void on_chunk_header_impl(std::uint64_t, Text, Code&) final {}
  size_t on_chunk_body_impl(std::uint64_t, Text, Code&) final { return 0; }
  void on_finish_impl(Code&) final {}

  const ParserLimits& limits_;
  HeadScanner scanner_;
  bool in_body_ = false;
  Once transfer_encoding_, content_length_;
  base::View input_;         // of the put() under way
  base::View data_;          // content that it met
  uint64_t body_bytes_ = 0;  // so far, outside of chunks
  ChunkReader chunks_;
};

}  // namespace http::h1
