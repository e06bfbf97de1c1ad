# Flags for every target; the presets choose sanitizers through TORPOR_SANITIZE.
set(TORPOR_SANITIZE "" CACHE STRING "address,undefined or thread, or empty")

add_compile_options(-Wall -Wextra -Werror -Wno-missing-field-initializers -fno-omit-frame-pointer)
add_link_options(-fuse-ld=lld)
# Boost.Asio: no deprecated names.
add_compile_definitions(BOOST_ASIO_NO_DEPRECATED)

if(TORPOR_SANITIZE)
  add_compile_options(-fsanitize=${TORPOR_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TORPOR_SANITIZE})
endif()

option(TORPOR_FUZZ "build the libFuzzer targets" OFF)
if(TORPOR_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
