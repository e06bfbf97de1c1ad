#include "cli/registry_login.h"

#include "cli/folders.h"
#include "cli/registry_session.h"
#include "oci/spin_auth_file.h"
#include "world/input.h"

namespace cli {
namespace {

using async::Task;
using base::Kind;
using base::Result;

constexpr size_t most_password_bytes = 64 * 1024;

std::string without_line_end(std::string text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

Result<std::string> ask(const Console& console, std::string_view what, world::Echo echo) {
  if (!world::input_is_terminal()) {
    return base::fail(Kind::invalid,
                      "there is no terminal to ask at: give --username and --password-stdin");
  }
  console.err(base::format("{}: ", what));
  auto line = world::read_input_line(echo);
  if (echo == world::Echo::hidden) console.err("\n");
  return line;
}

Result<oci::Credentials> read_credentials(const RegistryLoginOptions& options,
                                          const Console& console) {
  oci::Credentials out;
  if (options.user) {
    out.user = *options.user;
  } else {
    TRY(out.user, ask(console, "Username", world::Echo::shown));
  }
  if (options.password_from_stdin) {
    TRY(auto text, world::read_input(most_password_bytes));
    out.password = without_line_end(std::move(text));
  } else {
    TRY(out.password, ask(console, "Password", world::Echo::hidden));
  }
  if (out.user.empty() || out.password.empty()) {
    return base::fail(Kind::invalid, "the {} is empty",
                      out.user.empty() ? "user name" : "password");
  }
  if (out.user.find(':') != std::string::npos) {
    return base::fail(Kind::invalid, "a user name has no \":\" in it");  // RFC 7617 section 2
  }
  return out;
}

// The registry, as a reference without a repository.
Result<oci::Reference> parse_server(const std::string& typed) {
  const auto host = oci::registry_host(typed);
  auto reference = oci::Reference::parse(host + "/any");
  if (!reference || reference->host() != host) {
    return base::fail(Kind::invalid, "`{}` is no registry: write a host such as ghcr.io", typed);
  }
  reference->repository.clear();
  return reference;
}

Task<Result<>> check(RegistrySession* session, oci::Credentials credentials,
                     oci::Reference reference, oci::Encryption encryption) {
  CO_TRY(const auto client,
         co_await session->connect_as(std::move(credentials), std::move(reference), encryption));
  co_return co_await client->check_login();
}

}  // namespace

Result<> run_registry_login(const RegistryLoginOptions& options, const Console& console,
                            base::Log& log) {
  TRY(const auto reference, parse_server(options.server));
  TRY(const auto places, oci::find_credential_places(find_variable));
  TRY(const auto credentials, read_credentials(options, console));
  const auto files = world::real_files();
  RegistrySession session(*files, log, std::nullopt);
  TRY_VOID(session.run(check(&session, credentials, reference, encryption_of(options.plain))));
  TRY(auto file, oci::SpinAuthFile::read(*files, places.spin_file));
  file.insert(reference.host(), credentials);
  TRY_VOID(file.write(*files, places.spin_file));
  console.out(base::format("Successfully logged in as {} to registry {}\n", credentials.user,
                           options.server));
  return {};
}

Result<> run_registry_logout(const RegistryLogoutOptions& options, const Console& console) {
  TRY(const auto reference, parse_server(options.server));
  TRY(const auto places, oci::find_credential_places(find_variable));
  const auto files = world::real_files();
  TRY(auto file, oci::SpinAuthFile::read(*files, places.spin_file));
  if (!file.erase(reference.host())) {
    return base::fail(Kind::not_found, "nobody is logged in to {}", options.server);
  }
  TRY_VOID(file.write(*files, places.spin_file));
  console.out(base::format("Logged out of registry {}\n", options.server));
  return {};
}

}  // namespace cli
