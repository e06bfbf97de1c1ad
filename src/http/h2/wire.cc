#include "http/h2/wire.h"

#include <nghttp2/nghttp2.h>

#include <array>
#include <utility>
#include <vector>

#include "base/check.h"

namespace http::h2 {
namespace {

constexpr std::array<uint8_t, 8> drain_ping = {'d', 'r', 'a', 'i', 'n', 'i', 'n', 'g'};

base::View view_of(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

uint8_t* raw(base::View text) {  // nghttp2 copies, and does not write, what it is given
  return reinterpret_cast<uint8_t*>(const_cast<char*>(text.data()));
}

std::vector<nghttp2_nv> pairs_of(const Fields& block) {
  std::vector<nghttp2_nv> out;
  out.reserve(block.size());
  for (const auto [name, value] : block) {
    out.push_back({raw(name), raw(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
  }
  return out;
}

bool is_end(const nghttp2_frame& frame) {
  const auto type = frame.hd.type;
  return (type == NGHTTP2_DATA || type == NGHTTP2_HEADERS) &&
         (frame.hd.flags & NGHTTP2_FLAG_END_STREAM);
}

bool is_ack(const nghttp2_frame& frame) {
  return frame.hd.flags & NGHTTP2_FLAG_ACK;  // the same bit for SETTINGS and PING
}

}  // namespace

struct Wire::Nghttp2 {
  explicit Nghttp2(WireEvents& e) : events(e) {}
  ~Nghttp2() { nghttp2_session_del(session); }

  WireEvents& events;
  nghttp2_session* session = nullptr;
  // Of the produce() under way:
  std::string* out = nullptr;
  size_t most = 0;
  std::vector<StreamId> put_off;  // had content when the last produce() had enough

  static Nghttp2& of(void* user) { return *static_cast<Nghttp2*>(user); }

  static int on_begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    of(user).events.on_head_begins(frame->hd.stream_id);
    return 0;
  }

  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name,
                       size_t name_size, const uint8_t* value, size_t value_size, uint8_t,
                       void* user) {
    of(user).events.on_field(frame->hd.stream_id, view_of(name, name_size),
                             view_of(value, value_size));
    return 0;
  }

  // Without it nghttp2 would pass over the field in silence; so it resets the stream.
  static int on_invalid_header(nghttp2_session*, const nghttp2_frame*, const uint8_t*, size_t,
                               const uint8_t*, size_t, uint8_t, void*) {
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  }

  static int on_frame_recv(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    auto& events = of(user).events;
    const auto id = frame->hd.stream_id;
    switch (frame->hd.type) {
      case NGHTTP2_HEADERS:
        events.on_head_ends(id);
        break;
      case NGHTTP2_DATA:
        if (frame->hd.length == 0 && !is_end(*frame)) events.on_nuisance(Nuisance::control);
        break;
      case NGHTTP2_RST_STREAM:
        events.on_nuisance(Nuisance::reset);
        break;
      case NGHTTP2_GOAWAY:
        events.on_goaway(frame->goaway.last_stream_id);
        break;
      case NGHTTP2_PING:
        if (!is_ack(*frame)) events.on_nuisance(Nuisance::control);
        if (is_ack(*frame) &&
            std::equal(drain_ping.begin(), drain_ping.end(), frame->ping.opaque_data)) {
          events.on_drain_noticed();
        }
        break;
      case NGHTTP2_SETTINGS:
        if (is_ack(*frame)) break;
        events.on_hello();
        events.on_nuisance(Nuisance::control);
        break;
      case NGHTTP2_PRIORITY:
        events.on_nuisance(Nuisance::control);
        break;
      default:  // WINDOW_UPDATE, and types that are not ours
        break;
    }
    if (is_end(*frame)) events.on_peer_ended(id);
    return 0;
  }

  // A stream that the peer made us reset costs as much as one that it reset itself.
  static int on_invalid_frame(nghttp2_session*, const nghttp2_frame*, int, void* user) {
    of(user).events.on_nuisance(Nuisance::reset);
    return 0;
  }

  static int on_data_chunk(nghttp2_session*, uint8_t, int32_t id, const uint8_t* data, size_t size,
                           void* user) {
    of(user).events.on_content(id, view_of(data, size));
    return 0;
  }

  static int on_frame_send(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    auto& events = of(user).events;
    if (is_end(*frame)) events.on_sent_end(frame->hd.stream_id);
    if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR) {
      events.on_fault(static_cast<ErrorCode>(frame->goaway.error_code));
    }
    return 0;
  }

  // A head that is too long to send, or a request for which it is too late.
  static int on_frame_not_send(nghttp2_session* session, const nghttp2_frame* frame, int,
                               void* user) {
    const auto id = frame->hd.stream_id;
    if (frame->hd.type != NGHTTP2_HEADERS) return 0;
    if (frame->headers.cat == NGHTTP2_HCAT_REQUEST) {  // the peer has no such stream
      of(user).events.on_closed(id, ErrorCode::refused_stream);
    } else {
      nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id, NGHTTP2_INTERNAL_ERROR);
    }
    return 0;
  }

  static int on_stream_close(nghttp2_session*, int32_t id, uint32_t code, void* user) {
    of(user).events.on_closed(id, static_cast<ErrorCode>(code));
    return 0;
  }

  static ssize_t read_content(nghttp2_session* session, int32_t id, uint8_t*, size_t most,
                              uint32_t* flags, nghttp2_data_source*, void* user) {
    auto& self = of(user);
    if (self.out->size() >= self.most) {
      self.put_off.push_back(id);
      return NGHTTP2_ERR_DEFERRED;
    }
    const auto next = self.events.next_content(id, most);
    if (next.state == NextContent::State::waiting) return NGHTTP2_ERR_DEFERRED;
    *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (next.state == NextContent::State::last) {
      *flags |= NGHTTP2_DATA_FLAG_EOF;
      if (next.trailers) {
        const auto pairs = pairs_of(*next.trailers);
        *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
        nghttp2_submit_trailer(session, id, pairs.data(), pairs.size());
      }
    }
    return static_cast<ssize_t>(next.bytes);
  }

  static int send_content(nghttp2_session*, nghttp2_frame* frame, const uint8_t* head, size_t size,
                          nghttp2_data_source*, void* user) {
    constexpr size_t frame_head_bytes = 9;
    auto& self = of(user);
    self.out->append(view_of(head, frame_head_bytes));
    self.events.copy_content(frame->hd.stream_id, size, self.out);
    return 0;
  }
};

namespace {

struct Callbacks {
  Callbacks() { CHECK(nghttp2_session_callbacks_new(&all) == 0); }
  ~Callbacks() { nghttp2_session_callbacks_del(all); }
  nghttp2_session_callbacks* all = nullptr;
};

struct Options {
  Options() {
    CHECK(nghttp2_option_new(&all) == 0);
    nghttp2_option_set_no_auto_window_update(all, 1);  // consume() opens windows
    nghttp2_option_set_no_closed_streams(all, 1);
    nghttp2_option_set_max_outbound_ack(all, 1000);
  }
  ~Options() { nghttp2_option_del(all); }
  nghttp2_option* all = nullptr;
};

void say_hello(nghttp2_session* session, Side side, const SessionLimits& limits) {
  std::vector<nghttp2_settings_entry> settings = {
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, side == Side::server ? limits.streams : 0},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, limits.stream_window},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<uint32_t>(limits.head_bytes)},
  };
  if (side == Side::client) settings.push_back({NGHTTP2_SETTINGS_ENABLE_PUSH, 0});
  CHECK(nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size()) == 0);
  CHECK(nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0,
                                              static_cast<int32_t>(limits.connection_window)) == 0);
}

}  // namespace

std::string_view name_of(ErrorCode code) {
  return nghttp2_http2_strerror(static_cast<uint32_t>(code));
}

Wire::Wire(Side side, const SessionLimits& limits, WireEvents& events)
    : state_(std::make_unique<Nghttp2>(events)) {
  const Callbacks callbacks;
  const Options options;
  auto* all = callbacks.all;
  nghttp2_session_callbacks_set_on_begin_headers_callback(all, Nghttp2::on_begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(all, Nghttp2::on_header);
  nghttp2_session_callbacks_set_on_invalid_header_callback(all, Nghttp2::on_invalid_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(all, Nghttp2::on_frame_recv);
  nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(all, Nghttp2::on_invalid_frame);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(all, Nghttp2::on_data_chunk);
  nghttp2_session_callbacks_set_on_frame_send_callback(all, Nghttp2::on_frame_send);
  nghttp2_session_callbacks_set_on_frame_not_send_callback(all, Nghttp2::on_frame_not_send);
  nghttp2_session_callbacks_set_on_stream_close_callback(all, Nghttp2::on_stream_close);
  nghttp2_session_callbacks_set_send_data_callback(all, Nghttp2::send_content);
  const auto make =
      side == Side::server ? nghttp2_session_server_new2 : nghttp2_session_client_new2;
  CHECK(make(&state_->session, all, state_.get(), options.all) == 0);
  say_hello(state_->session, side, limits);
}

Wire::~Wire() = default;

base::Result<> Wire::feed(base::View bytes) {
  const auto taken = nghttp2_session_mem_recv(
      state_->session, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  if (taken >= 0) return {};
  terminate(taken == NGHTTP2_ERR_BAD_CLIENT_MAGIC ? ErrorCode::protocol_error
                                                  : ErrorCode::enhance_your_calm);
  return base::fail(base::Kind::protocol, "HTTP/2: {}", nghttp2_strerror(static_cast<int>(taken)));
}

void Wire::produce(std::string* out, size_t most) {
  state_->out = out;
  state_->most = most;
  for (const auto id : std::exchange(state_->put_off, {})) resume(id);
  while (out->size() < most) {
    const uint8_t* frame = nullptr;
    const auto size = nghttp2_session_mem_send(state_->session, &frame);
    if (size <= 0) return;  // nothing left, or no memory: the session wants nothing then
    out->append(view_of(frame, static_cast<size_t>(size)));
  }
}

bool Wire::wants_read() const {
  return nghttp2_session_want_read(state_->session) != 0;
}

bool Wire::wants_write() const {
  return nghttp2_session_want_write(state_->session) != 0 || !state_->put_off.empty();
}

void Wire::respond(StreamId id, const Fields& block, Content content) {
  const auto pairs = pairs_of(block);
  nghttp2_data_provider source{{.ptr = nullptr}, Nghttp2::read_content};
  nghttp2_submit_response(state_->session, id, pairs.data(), pairs.size(),
                          content == Content::follows ? &source : nullptr);
}

void Wire::inform(StreamId id, const Fields& block) {
  const auto pairs = pairs_of(block);
  nghttp2_submit_headers(state_->session, NGHTTP2_FLAG_NONE, id, nullptr, pairs.data(),
                         pairs.size(), nullptr);
}

base::Result<StreamId> Wire::request(const Fields& block, Content content) {
  const auto pairs = pairs_of(block);
  nghttp2_data_provider source{{.ptr = nullptr}, Nghttp2::read_content};
  const auto id = nghttp2_submit_request(state_->session, nullptr, pairs.data(), pairs.size(),
                                         content == Content::follows ? &source : nullptr, nullptr);
  if (id > 0) return id;
  return base::fail(base::Kind::unavailable, "HTTP/2: {}", nghttp2_strerror(id));
}

void Wire::resume(StreamId id) {
  nghttp2_session_resume_data(state_->session, id);
}

void Wire::reset(StreamId id, ErrorCode code) {
  nghttp2_submit_rst_stream(state_->session, NGHTTP2_FLAG_NONE, id, static_cast<uint32_t>(code));
}

void Wire::consume(StreamId id, size_t bytes) {
  nghttp2_session_consume(state_->session, id, bytes);
}

void Wire::consume_connection(size_t bytes) {
  nghttp2_session_consume_connection(state_->session, bytes);
}

void Wire::announce_drain() {
  nghttp2_submit_shutdown_notice(state_->session);
  nghttp2_submit_ping(state_->session, NGHTTP2_FLAG_NONE, drain_ping.data());
}

void Wire::refuse_streams() {
  nghttp2_submit_goaway(state_->session, NGHTTP2_FLAG_NONE,
                        nghttp2_session_get_last_proc_stream_id(state_->session), NGHTTP2_NO_ERROR,
                        nullptr, 0);
}

void Wire::terminate(ErrorCode code) {
  nghttp2_session_terminate_session(state_->session, static_cast<uint32_t>(code));
}

}  // namespace http::h2
