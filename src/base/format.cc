// fmt's own code, compiled here once: the library of Debian 12 is only there as a shared object.
#include <fmt/format-inl.h>

// What format.h declares as instantiated elsewhere and format-inl.h only defines.
namespace fmt::inline v9::detail {
template FMT_API auto thousands_sep_impl<char>(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto decimal_point_impl(locale_ref) -> char;
}  // namespace fmt::inline v9::detail
