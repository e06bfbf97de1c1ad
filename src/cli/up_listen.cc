#include "cli/up_listen.h"

namespace cli {

base::Result<base::Endpoint> parse_listen(std::string text) {
  if (text.starts_with("localhost:")) text.replace(0, 9, "127.0.0.1");
  if (const auto endpoint = base::Endpoint::parse(text)) return *endpoint;
  return base::fail(base::Kind::invalid,
                    "--listen `{}`: write ADDRESS:PORT, such as 127.0.0.1:3000", text);
}

}  // namespace cli
