#include "http/failure.h"

#include <gtest/gtest.h>

namespace http {
namespace {

TEST(Failure, StandsInFrontOfTheMessageAndIsFoundThere) {
  for (const auto what : {Failure::blocked, Failure::certificate, Failure::tls, Failure::no_answer,
                          Failure::cut_short}) {
    EXPECT_EQ(find_failure(failure(what, base::Kind::protocol, "x")), what);
  }
  const auto error = failure(Failure::no_answer, base::Kind::timeout, "the server took too long");
  EXPECT_EQ(error.message(), "no answer: the server took too long");
  EXPECT_EQ(error.kind(), base::Kind::timeout);
}

TEST(Failure, OtherErrorsHaveNone) {
  EXPECT_EQ(find_failure({base::Kind::denied, "not allowed"}), std::nullopt);
}

}  // namespace
}  // namespace http
