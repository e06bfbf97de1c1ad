#include "app/spin_headers.h"

#include "base/format.h"
#include "base/text.h"

namespace app {
namespace {

constexpr size_t usual_fields = 8, usual_bytes = 512;  // what most requests get from us

}  // namespace

void set_spin_headers(http::Request& request, const manifest::Route& route,
                      const manifest::Route::Match& match) {
  auto& headers = request.headers;
  // What the client sent under our names would reach the guest as ours.
  for (const auto* name :
       {"spin-path-info", "spin-full-url", "spin-matched-route", "spin-base-path",
        "spin-raw-component-route", "spin-component-route", "spin-client-addr"}) {
    headers.remove(name);
  }
  headers.reserve(headers.size() + usual_fields, headers.bytes() + usual_bytes);
  headers.add("spin-path-info", match.trailing);
  headers.add("spin-full-url",
              base::format("{}://{}{}", request.scheme, request.authority, request.target));
  headers.add("spin-matched-route", route.text());
  headers.add("spin-base-path", "/");
  headers.add("spin-raw-component-route", route.text());
  headers.add("spin-component-route", route.prefix());
  headers.add("spin-client-addr", request.client.text());
  for (const auto& [name, value] : match.named) {
    headers.set(base::format("spin-path-match-{}", base::lower(name)), value);
  }
}

}  // namespace app
