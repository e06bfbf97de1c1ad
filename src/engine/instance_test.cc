#include "engine/instance.h"

#include "async/event.h"
#include "engine/test_house.h"

namespace engine {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

class Instance : public testing::Test {
 protected:
  static void SetUpTestSuite() { house = std::make_unique<House>(); }
  static void TearDownTestSuite() { house.reset(); }

  std::string probe(std::string target) {
    return stage_.answer(house->code("probe"), get(std::move(target)));
  }

  static inline std::unique_ptr<House> house;
  Stage stage_{house->log};
};

TEST_F(Instance, AnswersAtItsFirstPollWithTheWholeBody) {
  // A warm component, and a few tries: on a busy machine a tick may come in between and take a
  // turn.
  std::ignore = stage_.answer(house->code("hello_c"), get("/"));
  for (int i = 0; i < 20 && !stage_.start(house->code("hello_c"), get("/")).ready(); ++i) {
  }
  auto work = stage_.start(house->code("hello_c"), get("/"));
  ASSERT_TRUE(work.ready());
  auto response = work.take();
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body.length(), 14u);
  EXPECT_EQ(*stage_.text(std::move(response->body)), "Hello from C!\n");
}

TEST_F(Instance, SeesTheRequest) {
  auto request = get("/headers?a=b");
  request.headers.add("X-One", "1");
  EXPECT_EQ(stage_.answer(house->code("probe"), std::move(request)),
            "200 method: GET\npath-with-query: /headers?a=b\nauthority: example.test\n"
            "scheme: http\n\nx-one: 1\n");
}

TEST_F(Instance, AnswersFromACoreModule) {
  EXPECT_THAT(stage_.answer(house->code("probe_core"), get("/hello")), StartsWith("200 "));
}

TEST_F(Instance, GivesStatusAndHeaders) {
  EXPECT_EQ(probe("/status?code=418"), "418 ");
  auto response = stage_.run(house->code("probe"), get("/many-headers?n=3&size=2"));
  ASSERT_TRUE(response);
  EXPECT_TRUE(response->headers.contains("x-2"));
}

TEST_F(Instance, EachRequestHasAnInstanceOfItsOwn) {
  EXPECT_EQ(probe("/count"), probe("/count"));
}

TEST_F(Instance, RefusesARequestThatNoGuestMayGet) {
  auto request = get("/");
  request.method = "BAD METHOD";
  EXPECT_THAT(stage_.answer(house->code("probe"), std::move(request)), StartsWith("invalid: "));
}

TEST_F(Instance, EchoesAndKeepsTheTrailers) {
  std::string content(300'000, 'e');
  EXPECT_EQ(stage_.answer(house->code("probe"), post("/echo", http::Body::of(content))),
            "200 " + content);
  auto response = stage_.run(house->code("probe"), get("/trailers"));
  ASSERT_TRUE(response);
  while (true) {
    async::Started read(response->body.read());
    auto piece = stage_.finish(read);
    ASSERT_TRUE(piece);
    if (piece->empty()) break;
  }
  ASSERT_NE(response->body.trailers(), nullptr);
  EXPECT_EQ(response->body.trailers()->find("x-probe-trailer"), "after the body");
}

// A body that gives as many pieces as a test lets it, and then waits.
class Slow final : public http::BodySource {
 public:
  async::Task<base::Result<base::View>> read() override {
    while (let_go == 0) co_await more.wait();
    --let_go;
    ++given;
    co_return "piece";
  }
  async::Event more;
  int let_go = 1;
  int given = 0;
};

TEST_F(Instance, PullsTheRequestBodyOnlyAsItReads) {
  auto source = std::make_unique<Slow>();
  auto& slow = *source;
  auto work = stage_.start(house->code("probe"), post("/echo", {std::move(source), std::nullopt}));
  auto response = stage_.finish(work);
  ASSERT_TRUE(response);
  async::Started first(response->body.read());
  EXPECT_EQ(*stage_.finish(first), "piece");
  async::Started second(response->body.read());
  stage_.clock.settle();
  EXPECT_FALSE(second.ready());
  slow.let_go = 1;
  slow.more.notify_all();
  EXPECT_EQ(*stage_.finish(second), "piece");
  EXPECT_EQ(slow.given, 2);
}

TEST_F(Instance, RunsNoFurtherThanItsReader) {
  auto response = stage_.run(house->code("probe"), get("/big?bytes=1000000000"));
  ASSERT_TRUE(response);
  // A guest that could run ahead of its reader would have ended at its memory limit or the tenth
  // part of a second; this one has written one buffer.
  size_t seen = 0;
  for (int i = 0; i < 3; ++i) {
    async::Started read(response->body.read());
    const auto piece = stage_.finish(read);
    ASSERT_TRUE(piece);
    EXPECT_LE(piece->size(), size_t{2} << 20);
    seen += piece->size();
  }
  EXPECT_LT(seen, size_t{8} << 20);
}

TEST_F(Instance, StreamsAMegabyte) {
  EXPECT_EQ(probe("/big?bytes=1048576").size(), 4u + 1048576);
}

TEST_F(Instance, ATrapBeforeTheHeadIsAnErrorThatTheLogExplains) {
  EXPECT_THAT(probe("/trap-before"), StartsWith("guest: guest trapped: "));
  EXPECT_THAT(house->log.text(), HasSubstr(" < "));  // frames of the guest
}

TEST_F(Instance, ATrapAfterTheHeadCutsTheBodyOff) {
  auto response = stage_.run(house->code("probe"), get("/trap-after"));
  ASSERT_TRUE(response) << response.error().message();
  async::Started read(response->body.read());
  EXPECT_THAT(std::string(*stage_.finish(read)), StartsWith("the first part"));
  async::Started rest(response->body.read());
  const auto end = stage_.finish(rest);
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().kind(), base::Kind::guest);
}

TEST_F(Instance, NoResponseAnErrorCodeAndAnExitAreTheGuestsFault) {
  EXPECT_EQ(probe("/no-response"), "guest: guest ended without setting a response");
  EXPECT_THAT(probe("/set-error"), StartsWith("guest: guest answered with the error"));
  EXPECT_THAT(probe("/exit?code=3"), StartsWith("guest: guest "));
}

TEST_F(Instance, DeepRecursionTraps) {
  EXPECT_THAT(probe("/recurse"), StartsWith("guest: guest trapped: "));
}

TEST_F(Instance, StopsAnEndlessLoopAtTheDeadlineWhileOthersAnswer) {
  // A loop with such a guest never runs dry, so time must pass by itself here.
  const auto clock = world::real_clock(stage_.loop);
  async::Started loop(run_instance({stage_.loop, *clock, house->log}, house->code("probe"),
                                   stage_.grants, stage_.output, {.deadline = 100ms},
                                   get("/loop")));
  EXPECT_FALSE(loop.ready());
  EXPECT_EQ(stage_.answer(house->code("hello_c"), get("/")), "200 Hello from C!\n");
  EXPECT_FALSE(loop.ready());
  const auto stopped = stage_.finish(loop);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind(), base::Kind::timeout);
}

TEST_F(Instance, ABodyThatStallsEndsAtTheDeadline) {
  auto response = stage_.run(house->code("probe"), get("/never-finish-body"));
  ASSERT_TRUE(response);
  async::Started first(response->body.read());
  EXPECT_THAT(std::string(*stage_.finish(first)), StartsWith("the first part"));
  async::Started second(response->body.read());
  stage_.clock.advance(29s);
  EXPECT_FALSE(second.ready());
  stage_.clock.advance(2s);
  ASSERT_TRUE(second.ready());
  EXPECT_EQ(second.take().error().kind(), base::Kind::timeout);
}

TEST_F(Instance, MemoryIsLimited) {
  stage_.limits.memory_bytes = 64 << 20;
  EXPECT_THAT(probe("/alloc"), StartsWith("limit: "));
  EXPECT_THAT(probe("/memory?mb=8"), StartsWith("200 "));
  stage_.limits.memory_bytes = 64 << 10;
  EXPECT_THAT(probe("/hello"), StartsWith("limit: "));
}

TEST_F(Instance, DroppingTheResponseStopsTheGuest) {
  const auto code = house->code("probe");
  {
    auto response = stage_.run(code, get("/never-finish-body"));
    ASSERT_TRUE(response);
    EXPECT_EQ(code.use_count(), 2);
  }
  EXPECT_EQ(code.use_count(), 1);
}

TEST_F(Instance, TheBodysEndDoesNotWaitForTheGuests) {
  const auto code = house->code("probe");
  auto response = stage_.run(code, get("/linger?ms=30"));
  ASSERT_TRUE(response);
  ASSERT_TRUE(stage_.text(std::move(response->body)));
  EXPECT_EQ(stage_.output->out, "");
  EXPECT_EQ(stage_.tails.size(), 1u);
  async::Started ended(stage_.tails.wait_until_empty());
  while (!ended.ready()) stage_.loop.poll();
  EXPECT_THAT(stage_.output->out, HasSubstr("lingered"));
}

TEST_F(Instance, SleepsOnItsTimers) {
  EXPECT_THAT(probe("/sleep?ms=10"), StartsWith("200 "));
  EXPECT_THAT(probe("/drip?count=3&ms=2"), StartsWith("200 "));
}

TEST_F(Instance, ManyWaitAtOnce) {
  const auto code = house->code("probe");
  std::vector<async::Started<Stage::Response>> many;
  for (int i = 0; i < 100; ++i) many.push_back(stage_.start(code, get("/sleep?ms=20")));
  for (auto& one : many) EXPECT_TRUE(stage_.finish(one));
}

TEST_F(Instance, HasTheEnvironmentItsFilesAndNothingElse) {
  Folder folder;
  ASSERT_TRUE(folder.files->append(folder / "a.txt", "content"));
  stage_.grants->environment = {{"NAME", "value"}};
  stage_.grants->directories = {{folder.path(), "/data"}};
  EXPECT_EQ(probe("/env"), "200 NAME=value\n");
  EXPECT_EQ(probe("/file?path=/data/a.txt"), "200 content");
  EXPECT_THAT(probe("/file?path=/etc/passwd"), StartsWith("409 "));
  EXPECT_THAT(probe("/file?path=/data/../../etc/passwd"), StartsWith("409 "));
  EXPECT_THAT(probe("/write-file?path=/data/b.txt&text=x"), StartsWith("409 "));
  stage_.grants = std::make_shared<Grants>(*stage_.grants);
  stage_.grants->directories[0].writable = true;
  EXPECT_THAT(probe("/write-file?path=/data/b.txt&text=x"), StartsWith("200 "));
  EXPECT_EQ(*folder.files->read(folder / "b.txt"), "x");
}

TEST_F(Instance, AGrantedFolderThatIsNotThereIsAnError) {
  stage_.grants->directories = {{"/does/not/exist", "/data"}};
  EXPECT_THAT(probe("/hello"), StartsWith("io: cannot open folder /does/not/exist"));
}

TEST_F(Instance, PrintsToItsOutput) {
  probe("/stdout?text=to-out");
  probe("/stderr?text=to-err");
  EXPECT_EQ(stage_.output->out, "to-out\n");
  EXPECT_EQ(stage_.output->err, "to-err\n");
}

// Allows no address, and `places` sockets at once.
class FewSockets final : public SocketPolicy {
 public:
  std::unique_ptr<SocketPlace> find_place() override {
    if (places == 0) return nullptr;
    return std::make_unique<Place>(&places);
  }
  bool allows(Transport transport, const base::Endpoint& peer) override {
    asked.push_back((transport == Transport::tcp ? "tcp " : "udp ") + peer.text());
    return false;
  }

  std::atomic<int> places = 1;
  std::vector<std::string> asked;

 private:
  class Place final : public SocketPlace {
   public:
    explicit Place(std::atomic<int>* places) : places_(places) { --*places_; }
    ~Place() override { ++*places_; }

   private:
    std::atomic<int>* places_;
  };
};

TEST_F(Instance, SocketsAskBeforeTheyConnect) {
  EXPECT_EQ(probe("/connect?addr=127.0.0.1:9"), "502 access-denied\n");
  const auto policy = std::make_shared<FewSockets>();
  stage_.grants->sockets = policy;
  EXPECT_EQ(probe("/connect?addr=127.0.0.1:9"), "502 access-denied\n");
  EXPECT_EQ(policy->asked, std::vector<std::string>{"tcp 127.0.0.1:9"});
  EXPECT_THAT(probe("/listen?addr=127.0.0.1:0"), StartsWith("502 "));
  EXPECT_EQ(policy->places, 1) << "each has given its place back";
}

TEST_F(Instance, ThereAreNoMoreSocketsThanPlaces) {
  const auto policy = std::make_shared<FewSockets>();
  policy->places = 0;
  stage_.grants->sockets = policy;
  EXPECT_EQ(probe("/connect?addr=127.0.0.1:9"), "502 new-socket-limit\n");
}

// Answers outgoing requests with what they were, or refuses them.
class Other final : public http::Service {
 public:
  async::Task<base::Result<http::Response>> handle(http::Request request) override {
    if (request.authority == "denied.test") co_return base::fail(base::Kind::denied, "no");
    if (request.authority == "absent.test") co_return base::fail(base::Kind::not_found, "no");
    if (request.authority == "never.test") {
      async::Event never;
      co_await never.wait();
    }
    auto text = request.method + " " + request.scheme + "://" + request.authority + request.target;
    CO_TRY(const auto body, co_await http::read_all(std::move(request.body), 1 << 20));
    co_return http::plain_response(201, text + " " + body);
  }
};

TEST_F(Instance, SendsRequestsThroughItsOutboundService) {
  Other other;
  stage_.grants->outbound = &other;
  EXPECT_THAT(probe("/fetch?url=http://other.test/path?q=1"),
              HasSubstr("201 GET http://other.test/path?q=1"));
  EXPECT_THAT(stage_.answer(house->code("probe"),
                            post("/fetch-post?url=https://other.test/", http::Body::of("content"))),
              HasSubstr("201 POST https://other.test/ content"));
}

TEST_F(Instance, LearnsWhyARequestFailed) {
  EXPECT_EQ(probe("/fetch?url=http://other.test/"), "502 HttpRequestDenied\n");
  Other other;
  stage_.grants->outbound = &other;
  EXPECT_EQ(probe("/fetch?url=http://denied.test/"), "502 HttpRequestDenied\n");
  EXPECT_THAT(probe("/fetch?url=http://absent.test/"), HasSubstr("DnsError"));
}

TEST_F(Instance, AGuestThatWaitsForAnAnswerEndsAtItsDeadline) {
  Other other;
  stage_.grants->outbound = &other;
  auto work = stage_.start(house->code("probe"), get("/fetch?url=http://never.test/"));
  stage_.clock.advance(31s);
  ASSERT_TRUE(work.ready());
  EXPECT_EQ(work.take().error().kind(), base::Kind::timeout);
}

TEST_F(Instance, TwoLoopsRunOneComponent) {
  const auto code = house->code("probe");
  const auto work = [&](std::string* all) {
    Stage stage(house->log);
    for (int i = 0; i < 200; ++i) *all = stage.answer(code, get("/count"));
  };
  std::string a, b;
  std::jthread other(work, &b);
  work(&a);
  other.join();
  EXPECT_THAT(a, StartsWith("200 "));
  EXPECT_EQ(a, b);
}

}  // namespace
}  // namespace engine
