#include "base/link.h"

#include <gtest/gtest.h>

#include <string>

namespace base {
namespace {

struct Item : Link {
  explicit Item(char n) : name(n) {}
  char name;
};

std::string names(const Link& list) {
  std::string out;
  for (const auto* at = list.next; at != &list; at = at->next) {
    EXPECT_EQ(at->next->previous, at);
    out += static_cast<const Item*>(at)->name;
  }
  return out;
}

TEST(Link, KeepsTheOrderOfJoining) {
  Link list;
  Item a('a'), b('b'), c('c');
  for (auto* item : {&a, &b, &c}) item->insert_before(list);
  EXPECT_EQ(names(list), "abc");
  b.unlink();
  EXPECT_EQ(names(list), "ac");
  EXPECT_TRUE(b.is_alone());
  b.unlink();  // once more is harmless
  EXPECT_EQ(names(list), "ac");
}

TEST(Link, TakesAllOfAnother) {
  Link from, to;
  Item a('a'), b('b');
  a.insert_before(from);
  b.insert_before(from);
  to.take_all(from);
  EXPECT_TRUE(from.is_alone());
  EXPECT_EQ(names(to), "ab");
  Link empty, still_empty;
  still_empty.take_all(empty);
  EXPECT_TRUE(still_empty.is_alone());
}

}  // namespace
}  // namespace base
