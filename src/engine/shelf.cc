#include "engine/shelf.h"

#include <algorithm>
#include <utility>

#include "engine/respond.h"
#include "engine/shared_guest.h"
#include "engine/shared_instance.h"

namespace engine {

// An instance on the shelf. The shelf outlives its requests' seats but for the end of the program.
struct Shelf::Place {
  std::shared_ptr<SharedInstance> instance;
  Shelf* shelf = nullptr;  // none when it has gone
  uint32_t requests = 0;   // that it may still begin
  uint32_t at_once = 0;
  uint32_t seats = 0;  // taken
  bool is_given_up = false;
  world::TimePoint left{};

  bool is_over() const { return requests == 0 || is_given_up || instance->has_ended(); }
};

Shelf::Shelf(InstanceContext context, Limits limits, ReuseOptions options)
    : context_(context), limits_(limits), options_(options), changed_(context.loop) {
  work_.spawn("idle instances", sweep());
}

Shelf::~Shelf() {
  for (const auto& place : places_) place->shelf = nullptr;
}

Shelf::Seat::Seat(std::shared_ptr<Place> place) : place_(std::move(place)) {
  --place_->requests;
  ++place_->seats;
}

Shelf::Seat::Seat(Seat&& other) noexcept : place_(std::move(other.place_)) {}

Shelf::Seat::~Seat() {
  if (!place_) return;
  --place_->seats;
  auto* shelf = place_->shelf;
  if (!shelf) return;
  place_->left = shelf->context_.clock.now();
  if (place_->is_over()) shelf->changed_.setter().set();
  for (const auto& waiting : std::exchange(shelf->waiting_, {})) waiting.set();
}

SharedInstance& Shelf::Seat::instance() const {
  return *place_->instance;
}

void Shelf::Seat::give_up() const {
  place_->is_given_up = true;
}

std::optional<Shelf::Seat> Shelf::find_seat() {
  for (const auto& place : places_) {
    if (place->is_over() || place->seats >= place->at_once) continue;
    if (place->instance->is_ready()) return Seat(place);
  }
  return std::nullopt;
}

async::Task<base::Result<Shelf::Seat>> Shelf::take_seat(world::TimePoint until,
                                                        std::shared_ptr<const Code> code,
                                                        std::shared_ptr<const Grants> grants,
                                                        std::shared_ptr<GuestOutput> output) {
  for (;;) {
    if (auto seat = find_seat()) co_return std::move(*seat);
    auto slot = code->slots().find_free();
    if (!slot && places_.empty()) {  // other loops have them all
      CO_TRY(auto waited, co_await take_slot(context_, until, code.get()));
      slot = std::move(waited);
    }
    if (slot)
      co_return add({std::move(code), std::move(*slot), std::move(grants), std::move(output)});
    const auto left =
        co_await world::with_deadline(&context_.clock, until, "a free instance", until_left());
    if (!left)
      co_return base::fail(base::Kind::limit, "no free instance: {}", left.error().message());
  }
}

base::Result<Shelf::Seat> Shelf::add(Lease lease) {
  TRY(auto instance, SharedInstance::create(context_, std::move(lease), limits_));
  auto place = std::make_shared<Place>();  // shared with its seats
  place->instance = std::move(instance);
  place->shelf = this;
  place->requests = draw(options_.requests);
  place->at_once = draw(options_.at_once);
  places_.push_back(place);
  changed_.setter().set();
  return Seat(std::move(place));
}

uint32_t Shelf::draw(const Share& share) {
  if (share.least >= share.most) return share.least;
  constexpr uint32_t spread = 0x9E3779B9;  // Knuth's: successive numbers fall far apart
  const auto scattered = uint64_t{++drawn_ * spread} * (share.most - share.least);
  return share.least + static_cast<uint32_t>(scattered >> 32);
}

// Until a request has left its seat.
async::Task<base::Result<>> Shelf::until_left() {
  async::Signal left(context_.loop);
  waiting_.push_back(left.setter());
  co_await left.wait();
  co_return base::Result<>();
}

void Shelf::drop_idle() {
  places_.remove_if([](const auto& place) { return place->seats == 0; });
}

// A guest that goes on after its last answer has a request's time for it.
bool Shelf::is_due(const Place& place) const {
  if (place.seats > 0) return false;
  const auto passed = context_.clock.now() - place.left;
  if (place.is_given_up || place.instance->has_ended() || passed >= limits_.deadline) return true;
  return place.instance->is_idle() && (place.is_over() || passed >= options_.idle);
}

// Not in ~Seat, which may run within the instance.
async::Task<> Shelf::sweep() {
  for (;;) {
    places_.remove_if([this](const auto& place) { return is_due(*place); });
    async::Started changed(until_changed());
    if (places_.empty()) {
      co_await changed;
      continue;
    }
    async::Started look(until_next_look());
    co_await async::either(changed, look);
  }
}

async::Task<> Shelf::until_changed() {
  co_await changed_.wait();
}

async::Task<> Shelf::until_next_look() {
  constexpr std::chrono::milliseconds least(10);
  co_await context_.clock.sleep_until(context_.clock.now() + std::max(options_.idle / 4, least));
}

async::Task<base::Result<http::Response>> run_shared(InstanceContext context, Shelf* shelf,
                                                     std::shared_ptr<const Code> code,
                                                     std::shared_ptr<const Grants> grants,
                                                     std::shared_ptr<GuestOutput> output,
                                                     http::Request request) {
  const auto until = context.clock.now() + shelf->limits().deadline;
  CO_TRY(auto seat,
         co_await shelf->take_seat(until, std::move(code), std::move(grants), std::move(output)));
  const auto content = request.method == "HEAD" ? Content::unwanted : Content::wanted;
  CO_TRY(auto guest, SharedGuest::create(context, std::move(seat), std::move(request)));
  auto head = co_await world::with_deadline(&context.clock, until, "the guest", guest->head());
  if (!head && head.error().kind() == base::Kind::timeout) guest->seat().give_up();
  if (!head) co_return std::unexpected(std::move(head).error());
  co_return co_await respond(context, shelf->limits(), std::move(guest), std::move(*head), content);
}

}  // namespace engine
