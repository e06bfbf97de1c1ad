# The Rust static library src/engine/bridge, built by Debian's cargo, shared by all presets.
set(bridge_dir ${CMAKE_SOURCE_DIR}/src/engine/bridge)
set(bridge_target ${CMAKE_SOURCE_DIR}/build/bridge)
set(bridge_archive ${bridge_target}/release/libtorpor_bridge.a)
file(GLOB_RECURSE bridge_sources CONFIGURE_DEPENDS ${bridge_dir}/src/*.rs)
add_custom_command(
  OUTPUT ${bridge_archive}
  COMMAND ${CMAKE_COMMAND} -E env PATH=/usr/bin:$ENV{PATH} RUSTC=/usr/bin/rustc
          /usr/bin/cargo build --release --locked --manifest-path ${bridge_dir}/Cargo.toml
          --target-dir ${bridge_target}
  DEPENDS ${bridge_sources} ${bridge_dir}/Cargo.toml ${bridge_dir}/Cargo.lock
  USES_TERMINAL
  COMMENT "Building the engine bridge (Rust)")
add_custom_target(torpor_bridge_build DEPENDS ${bridge_archive})
add_library(torpor_bridge STATIC IMPORTED)
set_target_properties(torpor_bridge PROPERTIES IMPORTED_LOCATION ${bridge_archive})
target_link_libraries(torpor_bridge INTERFACE Threads::Threads dl m)
add_dependencies(torpor_bridge torpor_bridge_build)

# Tests of src/engine run the guests that tests/guests/build puts there.
file(GLOB engine_tests ${CMAKE_SOURCE_DIR}/src/engine/*_test.cc)
set_source_files_properties(${engine_tests} PROPERTIES
  COMPILE_DEFINITIONS TORPOR_GUESTS="${CMAKE_SOURCE_DIR}/build/guests")
