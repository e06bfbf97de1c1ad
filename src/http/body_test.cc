#include "http/body.h"

#include <gtest/gtest.h>

namespace http {
namespace {

template <class T>
T result_of(async::Task<T> task) {
  async::Started<T> started(std::move(task));
  EXPECT_TRUE(started.ready());
  return started.take();
}

TEST(Body, IsEmptyByDefault) {
  Body body;
  EXPECT_TRUE(body.empty());
  EXPECT_EQ(body.length(), 0u);
  EXPECT_EQ(result_of(body.read()).value(), "");
  EXPECT_EQ(body.trailers(), nullptr);
}

TEST(Body, OfAStringEndsBehindIt) {
  auto body = Body::of("abc");
  EXPECT_EQ(body.length(), 3u);
  EXPECT_EQ(result_of(body.read()).value(), "abc");
  EXPECT_EQ(result_of(body.read()).value(), "");
  EXPECT_EQ(result_of(body.read()).value(), "");
}

TEST(Body, IsReadWholeUpToALimit) {
  EXPECT_EQ(result_of(read_all(Body::of("abc"), 3)).value(), "abc");
  EXPECT_EQ(result_of(read_all(Body::of("abc"), 2)).error().kind(), base::Kind::limit);
  EXPECT_EQ(result_of(read_all(Body(), 0)).value(), "");
}

TEST(Body, GivesItsSourceAway) {
  auto body = Body::of("abc");
  Body wrapped(body.take_source(), 3);
  EXPECT_TRUE(body.empty());
  EXPECT_EQ(result_of(wrapped.read()).value(), "abc");
}

}  // namespace
}  // namespace http
