#include "app/host.h"

#include <thread>

#include "app/front.h"
#include "app/ward.h"
#include "async/loop.h"
#include "async/task_group.h"
#include "base/check.h"
#include "http/client/client.h"
#include "http/server/server.h"
#include "store/stores.h"
#include "world/clock.h"
#include "world/listening_socket.h"
#include "world/net.h"

namespace app {
namespace {

constexpr unsigned resolver_threads = 2;

}  // namespace

// One loop with all that belongs to it. Members go in reverse order: work before what it uses.
struct Host::Lane {
  explicit Lane(async::Threads& resolvers)
      : clock(world::real_clock(loop)), net(world::real_net(loop, resolvers)) {}

  async::Loop loop;
  std::unique_ptr<world::Clock> clock;
  std::unique_ptr<world::Net> net;
  std::unique_ptr<world::Listener> listener;  // until the server has it
  std::optional<store::Stores> stores;
  std::optional<Ward> ward;
  std::optional<Front> front;
  async::TaskGroup tails;  // guests that go on after their response has ended
  std::optional<http::Server> server;
  async::TaskGroup work;
};

Host::Host(HostOptions options, base::Log& log, ResidencyObserver& observer)
    : options_(options), log_(log) {
  CHECK(options_.loops > 0);
  loaders_.emplace(options_.loops);
  resolvers_.emplace(resolver_threads);
  statements_.emplace(options_.loops);
  for (unsigned i = 0; i < options_.loops; ++i) {
    lanes_.push_back(std::make_unique<Lane>(*resolvers_));
  }
  auto& home = *lanes_.front();
  store_log_.emplace(log_, *home.clock);
  keeper_.emplace(KeeperWorld{home.loop, *loaders_, *home.clock, log_, observer},
                  options_.residency);
}

Host::~Host() {
  loaders_.reset();  // what they still do posts to the loops
  resolvers_.reset();
  for (auto& lane : lanes_) lane->work.cancel_all();
  for (auto& lane : lanes_) {  // connections hold leases, which tell the keeper when they end
    lane->server.reset();
    lane->tails.cancel_all();
    lane->front.reset();
    lane->ward.reset();
  }
  statements_.reset();  // guests close their databases there; what still runs posts to the loops
  for (auto& lane : lanes_) lane->stores.reset();  // before their log
}

base::Result<base::Endpoint> Host::open(base::Endpoint where) {
  auto sharing = lanes_.size() > 1 ? world::Sharing::first : world::Sharing::none;
  for (auto& lane : lanes_) {
    TRY(auto listener, lane->net->listen(where, {.sharing = sharing}));
    sharing = world::Sharing::join;
    lane->listener = std::move(listener);
    where = lane->listener->local();
  }
  return where;
}

base::Result<base::Endpoint> Host::adopt(int descriptor) {
  for (auto& lane : lanes_) {
    TRY(const int own, world::duplicate_descriptor(descriptor));
    TRY(lane->listener, lane->net->adopt_listener(own));
  }
  return lanes_.front()->listener->local();
}

void Host::fill_lane(Lane& lane, const Blueprint& blueprint, const HostSupplies& supplies) {
  lane.stores.emplace(supplies.stores, supplies.files, *lane.clock, *store_log_);
  lane.ward.emplace(lane.loop, *lane.clock, *keeper_, keeper_->size(),
                    [this, &lane] { close_idle_stores(lane); });
  auto& egress = supplies.egress;
  const auto make_client = [&](const BlueprintComponent& component) {
    return std::make_unique<http::client::Client>(
        http::client::ClientWorld{lane.loop, *lane.clock, *lane.net, egress.tls_of(component.id),
                                  egress.http_quotas()},
        egress.http_limits());
  };
  const engine::InstanceContext context{lane.loop, *lane.clock, log_, &lane.tails};
  const engine::StoreWorld stores{lane.loop, *statements_, *lane.stores};
  lane.front.emplace(blueprint, context, *lane.ward, stores, WayOut{egress, make_client});
  lane.server.emplace(http::ServerWorld{lane.loop, *lane.clock, log_}, *lane.front, options_.server,
                      supplies.tls_server);
}

// Closing syncs the disk, so a thread does it. What a component uses again is opened again.
void Host::close_idle_stores(Lane& lane) {
  auto retired = lane.stores->close_idle();
  if (!retired.empty()) statements_->run([retired = std::move(retired)] {});
}

void Host::deliver(const Blueprint& blueprint, size_t component, Delivery delivery) {
  keeper_->deliver(blueprint.components[component].number, std::move(delivery.code));
  const auto shared = std::make_shared<const Delivery>(std::move(delivery));  // by all lanes
  for (auto& lane : lanes_) {
    lane->loop.post([lane = lane.get(), component, shared] {  // runs when run() has made a front
      lane->front->deliver(component, *shared);
    });
  }
}

void Host::run(const Blueprint& blueprint, const HostSupplies& supplies,
               const std::function<void()>& ready) {
  for (auto& lane : lanes_) fill_lane(*lane, blueprint, supplies);
  for (auto& lane : lanes_) lane->server->serve(std::move(lane->listener));
  signals_.emplace(lanes_.front()->loop);
  ready();
  lanes_.front()->work.spawn("signals", end_on_signal());
  std::vector<std::jthread> threads;
  for (size_t i = 1; i < lanes_.size(); ++i) {
    threads.emplace_back([&loop = lanes_[i]->loop] { loop.run(); });
  }
  lanes_.front()->loop.run();
}

async::Task<> Host::end_on_signal() {
  co_await signals_->next();
  while (draining_ == 0) {
    begin_to_drain();
    co_await signals_->next();
  }
  stop_lanes();
}

void Host::end() {
  lanes_.front()->loop.post([this] { begin_to_drain(); });
}

void Host::begin_to_drain() {
  if (draining_ > 0) return;
  draining_ = lanes_.size();
  for (auto& lane : lanes_) {
    lane->loop.post([this, lane = lane.get()] { lane->work.spawn("drain", drain(lane)); });
  }
}

async::Task<> Host::drain(Lane* lane) {
  lane->front->give_up();
  co_await lane->server->drain(options_.drain_time);
  lanes_.front()->loop.post([this] {
    if (--draining_ == 0) stop_lanes();
  });
}

void Host::stop_lanes() {
  for (auto& lane : lanes_) lane->loop.stop();
}

}  // namespace app
