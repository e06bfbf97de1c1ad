#include <gtest/gtest.h>

#include <array>

#include "async/task_group.h"
#include "world/clock.h"
#include "world/net.h"

namespace world {
namespace {

using namespace std::chrono_literals;

// Real sockets on loopback, one loop.
class RealNetTest : public testing::Test {
 protected:
  void run(async::Task<> body) {
    async::TaskGroup group;
    group.spawn("test", stop_after(std::move(body), &loop_));
    loop_.run();
  }
  static async::Task<> stop_after(async::Task<> body, async::Loop* loop) {
    co_await std::move(body);
    loop->stop();
  }

  async::Loop loop_;
  async::Threads threads_{1};
  std::unique_ptr<Clock> clock_ = real_clock(loop_);
  std::unique_ptr<Net> net_ = real_net(loop_, threads_);
};

const base::Endpoint any_port{base::IpAddress::v4({127, 0, 0, 1}), 0};

async::Task<> say_hello(Net* net, Listener* listener) {
  auto client = (co_await net->connect(listener->local())).value();
  auto server = (co_await listener->accept()).value();
  EXPECT_EQ(server->peer(), client->local());
  const std::array<base::View, 3> parts = {"hel", "", "lo"};
  EXPECT_TRUE(co_await client->write(parts));
  co_await client->shutdown_write();
  std::array<char, 16> room;
  EXPECT_EQ(co_await server->read_some(room), 5u);
  EXPECT_EQ(std::string_view(room.data(), 5), "hello");
  EXPECT_EQ(co_await server->read_some(room), 0u);
}

TEST_F(RealNetTest, CarriesBytesAndTheirEnd) {
  auto listener = net_->listen(any_port, {}).value();
  run(say_hello(net_.get(), listener.get()));
}

async::Task<> send_much(Net* net, Listener* listener, Clock* clock) {
  auto client = (co_await net->connect(listener->local())).value();
  auto server = (co_await listener->accept()).value();
  const std::string much(8 << 20, 'x');
  const std::array<base::View, 1> parts = {much};
  async::Started write(client->write(parts));
  EXPECT_FALSE(write.ready());  // more than the kernel's buffers hold
  std::string room(64 << 10, '\0');
  size_t total = 0;
  while (total < much.size()) {
    const auto got = co_await world::with_deadline(clock, clock->now() + 10s, "reading",
                                                   server->read_some(room));
    CHECK(got);
    total += *got;
  }
  EXPECT_TRUE(co_await write);
}

TEST_F(RealNetTest, WaitsForASlowReader) {
  auto listener = net_->listen(any_port, {}).value();
  run(send_much(net_.get(), listener.get(), clock_.get()));
}

async::Task<> cancel_a_read(Net* net, Listener* listener) {
  auto client = (co_await net->connect(listener->local())).value();
  auto server = (co_await listener->accept()).value();
  std::array<char, 16> room;
  {
    async::Started read(server->read_some(room));
    EXPECT_FALSE(read.ready());
  }
  const std::array<base::View, 1> parts = {"late"};
  EXPECT_TRUE(co_await client->write(parts));
  EXPECT_EQ(co_await server->read_some(room), 4u);
}

TEST_F(RealNetTest, ACancelledReadLosesNothing) {
  auto listener = net_->listen(any_port, {}).value();
  run(cancel_a_read(net_.get(), listener.get()));
}

// Two ends of a connection.
struct Pair {
  std::unique_ptr<Stream> client;
  std::unique_ptr<Stream> server;
};

async::Task<Pair> connected(Net* net, Listener* listener) {
  Pair pair;
  pair.client = (co_await net->connect(listener->local())).value();
  pair.server = (co_await listener->accept()).value();
  co_return pair;
}

async::Task<> close_what_waits(Net* net, Listener* listener) {
  auto [client, server] = co_await connected(net, listener);
  std::array<char, 16> room;
  const std::string much(32 << 20, 'x');
  const std::array<base::View, 1> parts = {much};
  async::Started read(client->read_some(room));
  async::Started write(client->write(parts));
  EXPECT_FALSE(read.ready());
  EXPECT_FALSE(write.ready());
  client->close();
  EXPECT_FALSE(read.ready());  // whoever closes is not interrupted by those who waited
  const auto got = co_await read;
  const auto wrote = co_await write;
  CHECK(!got);
  CHECK(!wrote);
  EXPECT_EQ(got.error().kind(), base::Kind::closed);
  EXPECT_EQ(wrote.error().kind(), base::Kind::closed);
}

TEST_F(RealNetTest, ClosingEndsTheWaits) {
  auto listener = net_->listen(any_port, {}).value();
  run(close_what_waits(net_.get(), listener.get()));
}

async::Task<> reset_by_the_peer(Net* net, Listener* listener) {
  auto [client, server] = co_await connected(net, listener);
  std::array<char, 16> room;
  async::Started read(server->read_some(room));
  EXPECT_FALSE(read.ready());
  client->reset_on_close();
  client->close();
  const auto got = co_await read;
  CHECK(!got);
  EXPECT_EQ(got.error().kind(), base::Kind::closed);
}

TEST_F(RealNetTest, AResetEndsAWait) {
  auto listener = net_->listen(any_port, {}).value();
  run(reset_by_the_peer(net_.get(), listener.get()));
}

async::Task<> read_then_drop(Stream* reads, std::unique_ptr<Stream>* drops, int* done) {
  std::array<char, 16> room;
  EXPECT_EQ(co_await reads->read_some(room), 2u);
  drops->reset();
  ++*done;
}

// Both sockets are told ready in one turn; who goes on removes the other.
async::Task<> drop_the_other(Net* net, Listener* listener, Clock* clock) {
  auto one = co_await connected(net, listener);
  auto two = co_await connected(net, listener);
  int done = 0;
  async::Started read(read_then_drop(one.server.get(), &two.client, &done));
  const std::array<base::View, 1> parts = {"hi"};
  EXPECT_TRUE(co_await two.server->write(parts));
  EXPECT_TRUE(co_await one.client->write(parts));
  co_await clock->sleep_until(clock->now() + 1ms);
  co_await read;
  EXPECT_EQ(done, 1);
  EXPECT_EQ(two.client, nullptr);
}

TEST_F(RealNetTest, ASocketGoesWhileItIsToldReady) {
  auto listener = net_->listen(any_port, {}).value();
  run(drop_the_other(net_.get(), listener.get(), clock_.get()));
}

async::Task<> end_after_bytes(Net* net, Listener* listener, Clock* clock) {
  auto [client, server] = co_await connected(net, listener);
  std::array<char, 16> room;
  async::Started read(server->read_some(room));
  const std::array<base::View, 1> parts = {"last"};
  EXPECT_TRUE(co_await client->write(parts));
  co_await client->shutdown_write();
  // Told of both at once, the reader must not wait for another word after the bytes.
  EXPECT_EQ(co_await read, 4u);
  const auto end =
      co_await with_deadline(clock, clock->now() + 5s, "reading", server->read_some(room));
  EXPECT_EQ(end, 0u);
}

TEST_F(RealNetTest, TheEndIsSeenThoughItCameWithTheBytes) {
  auto listener = net_->listen(any_port, {}).value();
  run(end_after_bytes(net_.get(), listener.get(), clock_.get()));
}

async::Task<> fail_to_connect(Net* net, base::Endpoint where) {
  const auto stream = co_await net->connect(where);
  CHECK(!stream);
  EXPECT_EQ(stream.error().kind(), base::Kind::unavailable);
}

TEST_F(RealNetTest, SaysThatNobodyListens) {
  auto listener = net_->listen(any_port, {}).value();
  const auto where = listener->local();
  listener.reset();
  run(fail_to_connect(net_.get(), where));
}

TEST_F(RealNetTest, SaysThatThePortIsTaken) {
  const auto listener = net_->listen(any_port, {}).value();
  const auto second = net_->listen(listener->local(), {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind(), base::Kind::unavailable);
  EXPECT_NE(second.error().message().find("Address already in use"), std::string::npos);
}

TEST_F(RealNetTest, SharesAnAddressAmongItsOwnLoopsOnly) {
  const auto first = net_->listen(any_port, {.sharing = Sharing::first}).value();
  EXPECT_TRUE(net_->listen(first->local(), {.sharing = Sharing::join}));
  EXPECT_FALSE(net_->listen(first->local(), {.sharing = Sharing::first}));
  EXPECT_FALSE(net_->listen(first->local(), {}));
}

async::Task<> time_out(Net* net, Listener* listener, Clock* clock) {
  auto client = (co_await net->connect(listener->local())).value();
  std::array<char, 16> room;
  const auto got =
      co_await with_deadline(clock, clock->now() + 20ms, "reading", client->read_some(room));
  CHECK(!got);
  EXPECT_EQ(got.error().kind(), base::Kind::timeout);
}

TEST_F(RealNetTest, ADeadlineEndsAWait) {
  auto listener = net_->listen(any_port, {}).value();
  run(time_out(net_.get(), listener.get(), clock_.get()));
}

}  // namespace
}  // namespace world
