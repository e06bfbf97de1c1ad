#include "manifest/allowed_hosts.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace manifest {
namespace {

struct Target {
  std::string_view scheme, host;
  uint16_t port;
};

TEST(AllowedHosts, AllowByTheTable) {
  struct Row {
    std::string_view entry;
    Target target;
    bool allowed;
  };
  const Row rows[] = {
      // The port of the scheme is the default.
      {"http://example.com", {"http", "example.com", 80}, true},
      {"http://example.com/", {"http", "example.com", 80}, true},
      {" http://example.com ", {"http", "example.com", 80}, true},
      {"http://example.com", {"http", "example.com", 8080}, false},
      {"http://example.com", {"https", "example.com", 80}, false},
      {"http://example.com", {"http", "www.example.com", 80}, false},
      {"http://example.com", {"http", "example.co", 80}, false},
      {"https://example.com", {"https", "example.com", 443}, true},
      {"postgres://db", {"postgres", "db", 5432}, true},
      {"mysql://db", {"mysql", "db", 3306}, true},
      {"redis://db", {"redis", "db", 6379}, true},
      {"mqtt://db", {"mqtt", "db", 1883}, true},
      {"http://Example.COM", {"HTTP", "EXAMPLE.com", 80}, true},
      // Ports.
      {"http://example.com:4444", {"http", "example.com", 4444}, true},
      {"http://example.com:4444/", {"http", "example.com", 4444}, true},
      {"http://example.com:4444", {"http", "example.com", 80}, false},
      {"http://example.com:*", {"http", "example.com", 1}, true},
      {"http://example.com:*", {"http", "example.com", 65535}, true},
      {"http://example.com:4444..4446", {"http", "example.com", 4443}, false},
      {"http://example.com:4444..4446", {"http", "example.com", 4444}, true},
      {"http://example.com:4444..4446", {"http", "example.com", 4445}, true},
      {"http://example.com:4444..4446", {"http", "example.com", 4446}, false},
      // Any scheme.
      {"*://example.com:7777", {"anything", "example.com", 7777}, true},
      {"*://example.com:7777", {"http", "example.com", 80}, false},
      {"tcp://example.com:1", {"tcp", "example.com", 1}, true},
      // Any host, and what is below one.
      {"http://*", {"http", "whatever", 80}, true},
      {"http://*", {"http", "127.0.0.1", 80}, true},
      {"http://*", {"https", "whatever", 443}, false},
      {"*://*:*", {"x", "y", 1}, true},
      {"http://*.example.com", {"http", "a.example.com", 80}, true},
      {"http://*.example.com", {"http", "a.b.example.com", 80}, true},
      {"http://*.Example.com", {"http", "A.EXAMPLE.COM", 80}, true},
      {"http://*.example.com", {"http", "example.com", 80}, false},
      {"http://*.example.com", {"http", ".example.com", 80}, false},
      {"http://*.example.com", {"http", "myexample.com", 80}, false},
      {"http://*.example.com", {"http", "a.example.com.evil.org", 80}, false},
      {"http://*.example.com:8383", {"http", "a.example.com", 8383}, true},
      {"http://*.example.com:8383", {"http", "a.example.com", 80}, false},
      // Addresses.
      {"http://192.168.1.1", {"http", "192.168.1.1", 80}, true},
      {"http://192.168.1.1:3002", {"http", "192.168.1.1", 3002}, true},
      {"http://192.168.1.1", {"http", "192.168.1.2", 80}, false},
      {"http://[::1]:8001", {"http", "::1", 8001}, true},
      {"http://[::1]", {"http", "::1", 80}, true},
      {"http://[::1]", {"http", "0:0:0:0:0:0:0:1", 80}, true},
      {"http://[::1]", {"http", "::2", 80}, false},
      // Blocks.
      {"*://127.0.0.0/24:80", {"http", "127.0.0.255", 80}, true},
      {"*://127.0.0.0/24:80", {"http", "127.0.1.0", 80}, false},
      {"*://127.0.0.1/24:63551", {"tcp", "127.0.0.9", 63551}, true},
      {"http://10.0.0.0/8", {"http", "10.255.0.1", 80}, true},
      {"http://10.0.0.0/8", {"http", "11.0.0.1", 80}, false},
      {"http://10.0.0.0/8", {"http", "10.example.com", 80}, false},
      {"*://ff00::/8:80", {"http", "ff02::1", 80}, true},
      {"*://ff00::/8:80", {"http", "fe02::1", 80}, false},
      {"http://fd00::/8", {"http", "fd00::1", 80}, true},
      {"http://0.0.0.0/0", {"http", "8.8.8.8", 80}, true},
      {"http://0.0.0.0/0", {"http", "::1", 80}, false},
      // Service chaining is a matter of names.
      {"http://back.spin.internal", {"http", "back.spin.internal", 80}, true},
      {"http://back.spin.internal", {"http", "front.spin.internal", 80}, false},
      {"http://*.spin.internal", {"http", "back.spin.internal", 80}, true},
      // "self" is no host to dial.
      {"http://self", {"http", "self", 80}, false},
  };
  for (const auto& [entry, target, allowed] : rows) {
    const auto host = AllowedHost::parse(entry);
    ASSERT_TRUE(host) << host.error().message();
    EXPECT_EQ(host->allows(target.scheme, target.host, target.port), allowed)
        << entry << " of " << target.scheme << "://" << target.host << ":" << target.port;
    EXPECT_EQ(host->text(), entry);
  }
}

TEST(AllowedHosts, AllowTheAppItselfByTheTable) {
  struct Row {
    std::string_view entry;
    bool allowed;
  };
  const Row rows[] = {
      {"http://self", true},
      {"http://self.alt", true},
      {"https://self:8080", true},
      {"*://self:*", true},
      {"http://*", true},
      {"*://*:*", true},
      {"redis://self", false},
      {"postgres://*", false},
      {"http://example.com", false},
      {"http://myself", false},
      {"http://*.spin.internal", false},
  };
  for (const auto& [entry, allowed] : rows) {
    EXPECT_EQ(AllowedHost::parse(entry).value().allows_self(), allowed) << entry;
  }
}

TEST(AllowedHosts, CheckTheAddressThatANameResolvedTo) {
  struct Row {
    const char* entry;
    const char* host;
    const char* address;
    bool allowed;
  };
  const Row rows[] = {
      {"http://127.0.0.1:80", "127.0.0.1", "127.0.0.1", true},
      {"http://127.0.0.1:80", "127.0.0.1", "::ffff:127.0.0.1", true},
      {"http://10.0.0.0/8:80", "db.example", "10.1.2.3", true},
      {"http://10.0.0.0/8:80", "db.example", "11.1.2.3", false},
      {"http://localhost:80", "localhost", "127.0.0.1", true},
      {"http://*.localhost:80", "a.localhost", "::1", true},
      {"http://a.example:80", "a.example", "93.184.216.34", true},
      {"http://a.example:80", "a.example", "10.1.2.3", true},
      {"http://a.example:80", "a.example", "127.0.0.1", false},
      {"http://a.example:80", "a.example", "169.254.169.254", false},
      {"http://a.example:80", "a.example", "0.0.0.0", false},
      {"http://a.example:80", "a.example", "::1", false},
      {"http://a.example:80", "b.example", "93.184.216.34", false},
      {"http://*.example:80", "a.example", "93.184.216.34", true},
      {"http://*.example:80", "a.example", "10.1.2.3", false},
      {"http://*.example:80", "a.example", "127.0.0.1", false},
      {"http://*:80", "a.example", "127.0.0.1", true},
      {"http://*:81", "a.example", "127.0.0.1", false},
      {"https://*:80", "a.example", "127.0.0.1", false},
  };
  for (const auto& row : rows) {
    const auto hosts = AllowedHosts::parse({row.entry});
    ASSERT_TRUE(hosts) << row.entry;
    EXPECT_EQ(hosts->allows_address("http", row.host, {*base::IpAddress::parse(row.address), 80}),
              row.allowed)
        << row.entry << " for " << row.host << " at " << row.address;
  }
}

TEST(AllowedHosts, RefuseByTheTable) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"*", "`*` is no host; write `scheme://host:port`, or `*://*:*` to allow all"},
      {"", "`` is no host; write `scheme://host:port`, or `*://*:*` to allow all"},
      {"example.com",
       "`example.com` has no scheme; write `https://example.com`, or "
       "`*://example.com` for any"},
      {"example.com:80",
       "`example.com:80` has no scheme; write `https://example.com:80`, or "
       "`*://example.com:80` for any"},
      {"insecure:allow-all",
       "`insecure:allow-all` is no longer a host; write `*://*:*` to allow all"},
      {"http://example.com/a", "`http://example.com/a`: a host must not have a path"},
      {"http://example.com:6666/a/b", "`http://example.com:6666/a/b`: a host must not have a path"},
      {"http://*.example.com/a", "`http://*.example.com/a`: a host must not have a path"},
      {"http://a/b:80", "`http://a/b:80`: a host must not have a path"},
      {"*://example.com",
       "`*://example.com`: the port is missing, and `*` has no default; write "
       "`:*` for any"},
      {"ftp://example.com",
       "`ftp://example.com`: the port is missing, and `ftp` has no default; "
       "write `:*` for any"},
      {"*://127.0.0.0/24",
       "`*://127.0.0.0/24`: the port is missing, and `*` has no default; write "
       "`:*` for any"},
      {"{http,https}://x",
       "`{http,https}://x`: lists of schemes are not supported; write one "
       "entry for each"},
      {"http://{a,b}",
       "`http://{a,b}`: lists of hosts are not supported; write one entry for each"},
      {"http://a:{1,2}",
       "`http://a:{1,2}`: lists of ports are not supported; write one entry for each"},
      {"h2c://x:1", "`h2c://x:1`: a scheme is made of letters, or `*`"},
      {"://x:1", "`://x:1`: a scheme is made of letters, or `*`"},
      {"http://", "`http://`: the host is missing"},
      {"http://:80", "`http://:80`: the host is missing"},
      {"http://a.*.b",
       "`http://a.*.b`: `*` stands for a whole host, or for what is below one as "
       "in `*.example.com`"},
      {"http://*.*.b",
       "`http://*.*.b`: `*` stands for a whole host, or for what is below one as "
       "in `*.example.com`"},
      {"http://*a",
       "`http://*a`: `*` stands for a whole host, or for what is below one as in "
       "`*.example.com`"},
      {"http://*.",
       "`http://*.`: `*` stands for a whole host, or for what is below one as in "
       "`*.example.com`"},
      {"http://::1", "`http://::1`: `:` is no host; IPv6 addresses stand in brackets"},
      {"http://me@x", "`http://me@x`: `me@x` is no host; IPv6 addresses stand in brackets"},
      {"http://x:y", "`http://x:y`: `y` is no port: a number, a range such as 8000..9000, or `*`"},
      {"http://x:-1",
       "`http://x:-1`: `-1` is no port: a number, a range such as 8000..9000, or `*`"},
      {"http://x:65536",
       "`http://x:65536`: `65536` is no port: a number, a range such as 8000..9000, or `*`"},
      {"http://x:1..",
       "`http://x:1..`: `1..` is no port: a number, a range such as 8000..9000, or "
       "`*`"},
      {"http://x:..9",
       "`http://x:..9`: `..9` is no port: a number, a range such as 8000..9000, or "
       "`*`"},
      {"http://x:9..9", "`http://x:9..9`: no port is in the range 9..9"},
      {"http://x:9..1", "`http://x:9..1`: no port is in the range 9..1"},
  };
  for (const auto& [entry, message] : rows) {
    const auto host = AllowedHost::parse(entry);
    ASSERT_FALSE(host) << entry;
    EXPECT_EQ(host.error().kind(), base::Kind::invalid);
    EXPECT_EQ(host.error().message(), message);
  }
}

TEST(AllowedHosts, AllowNothingWhenThereAreNone) {
  const auto none = AllowedHosts::parse({}).value();
  EXPECT_TRUE(none.empty());
  EXPECT_FALSE(none.allows("http", "example.com", 80));
  EXPECT_FALSE(none.allows_self());
}

TEST(AllowedHosts, AllowWhatAnyEntryAllows) {
  const auto hosts = AllowedHosts::parse({"http://a", "https://10.0.0.0/8", "http://self"}).value();
  EXPECT_TRUE(hosts.allows("http", "a", 80));
  EXPECT_TRUE(hosts.allows("https", "10.0.0.1", 443));
  EXPECT_FALSE(hosts.allows("https", "a", 443));
  EXPECT_TRUE(hosts.allows_self());
  EXPECT_FALSE(AllowedHosts::parse({"http://a", "b"}));
}

TEST(AllowedHosts, TellServiceChainingByTheName) {
  EXPECT_EQ(find_chained_component("back.spin.internal"), "back");
  EXPECT_EQ(find_chained_component("back.SPIN.internal"), "back");
  for (const auto host : {"spin.internal", ".spin.internal", "a.b.spin.internal", "spin", "",
                          "a.spin.internal.org"}) {
    EXPECT_EQ(find_chained_component(host), std::nullopt) << host;
  }
}

}  // namespace
}  // namespace manifest
