// toml++'s own code, compiled here once: the library of Debian 12 is only there as a shared object.
// Without its assertions, as in that: some texts that are no TOML reach one, where the parser
// without it goes on to report the error.
#define TOML_ASSERT(expression) static_cast<void>(0)
#define TOML_IMPLEMENTATION
#include <toml++/toml.h>
