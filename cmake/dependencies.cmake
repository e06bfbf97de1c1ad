# The libraries of Debian 12. Those that come as archives, and those that are headers, become part of
# the program: the dynamic linker took two thirds of its start (docs/decisions/0013).
set(OPENSSL_USE_STATIC_LIBS ON)
set(Boost_USE_STATIC_LIBS ON)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(GTest REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(mimalloc 2 REQUIRED)

# archive(TARGET FILE NEEDS...): the archive FILE of the system, and what it needs.
function(archive target file)
  find_library(${target}_archive ${file} REQUIRED)
  add_library(${target} STATIC IMPORTED)
  set_target_properties(${target} PROPERTIES IMPORTED_LOCATION ${${target}_archive})
  target_link_libraries(${target} INTERFACE ${ARGN})
endfunction()
archive(zlib libz.a)
archive(libarchive libarchive.a zlib)
# Of its formats, only those that src/data names; the others would need libraries of their own.
target_link_options(libarchive INTERFACE -Wl,--gc-sections)
archive(nghttp2 libnghttp2.a)
archive(sqlite3 libsqlite3.a m dl)

# fmt and toml++ are compiled once each, by base/format.cc and data/toml_library.cc.
add_library(fmt_headers INTERFACE)
target_include_directories(fmt_headers INTERFACE
  $<TARGET_PROPERTY:fmt::fmt-header-only,INTERFACE_INCLUDE_DIRECTORIES>)
add_library(spdlog_headers INTERFACE)
target_compile_definitions(spdlog_headers INTERFACE SPDLOG_FMT_EXTERNAL)
target_link_libraries(spdlog_headers INTERFACE fmt_headers)
add_library(tomlplusplus_headers INTERFACE)
target_compile_definitions(tomlplusplus_headers INTERFACE TOML_HEADER_ONLY=0)
