#include "http/h1/outgoing.h"

#include <algorithm>

namespace http::h1 {
namespace {

constexpr size_t most_gathered = 16 * 1024;  // bytes that are copied to save a write
constexpr size_t most_joined = 1024;  // bytes that go into one buffer with what precedes them
constexpr size_t most_written = 256 * 1024;  // at once, so that a deadline means progress

std::optional<uint64_t> length_of(const Response& response) {
  if (const auto known = response.body.length()) return known;
  return find_content_length(response.headers);
}

}  // namespace

void Outgoing::begin(const Asked& asked, const Response& response) {
  asked_ = &asked;
  response_ = &response;
  length_ = length_of(response);
  trailers_ = nullptr;
  head_is_out_ = last_chunk_is_due_ = false;
  added_ = taken_ = 0;
  before_.clear();
  gathered_.clear();
  large_ = {};
  ended_ = false;
  ended_ = framing().kind == BodyFraming::Kind::none;
}

bool Outgoing::wants_more() const {
  // A whole body goes out before anybody asks what comes behind it.
  const bool whole_is_waiting = length_ == added_ && taken_ < added_;
  return !ended_ && large_.empty() && gathered_.size() < most_gathered && !whole_is_waiting;
}

void Outgoing::add(base::View piece) {
  added_ += piece.size();
  if (piece.size() > most_gathered - gathered_.size()) {
    large_ = piece;
  } else {
    gathered_ += piece;
  }
}

void Outgoing::end(const Fields* trailers) {
  ended_ = true;
  if (trailers && !trailers->empty()) trailers_ = trailers;
  last_chunk_is_due_ = head_is_out_ && framing_.kind == BodyFraming::Kind::chunked;
}

bool Outgoing::is_wrong() const {
  if (!length_ || framing().kind == BodyFraming::Kind::none) return false;
  return added_ > *length_ || (ended_ && added_ < *length_);
}

BodyFraming Outgoing::framing() const {
  if (head_is_out_) return framing_;
  // A body that ended before its head went out has a length after all.
  const auto length = length_ || !ended_ || trailers_ ? length_ : added_;
  return plan_response_body(asked_->method, asked_->version, *response_, length);
}

void Outgoing::add_head(Persistence persistence, std::string_view date) {
  framing_ = framing();
  head_is_out_ = true;
  last_chunk_is_due_ = ended_ && framing_.kind == BodyFraming::Kind::chunked;
  append_response_head(before_, *response_, framing_, persistence, date);
}

bool Outgoing::has_write() const {
  return !head_is_out_ || !before_.empty() || !gathered_.empty() || !large_.empty() ||
         last_chunk_is_due_;
}

std::span<const base::View> Outgoing::take_write() {
  const auto piece = large_.substr(0, most_written);
  large_.remove_prefix(piece.size());
  const auto size = gathered_.size() + piece.size();
  taken_ += size;
  after_out_.clear();
  if (framing_.kind == BodyFraming::Kind::chunked && size > 0) {
    append_chunk_head(before_, size);
    after_out_ += "\r\n";
  }
  if (last_chunk_is_due_ && large_.empty()) {
    append_last_chunk(after_out_, trailers_);
    last_chunk_is_due_ = false;
  }
  if (gathered_.size() <= most_joined) {
    before_ += gathered_;
    gathered_.clear();
  }
  std::swap(before_, before_out_);
  std::swap(gathered_, gathered_out_);
  before_.clear();
  gathered_.clear();
  write_ = {before_out_, gathered_out_, piece, after_out_};
  return write_;
}

}  // namespace http::h1
