# The folder templates/ and the component of the static file server, packed into room_scaffold.
set(fileserver_dir ${CMAKE_SOURCE_DIR}/components/fileserver)
set(fileserver ${CMAKE_SOURCE_DIR}/build/components/fileserver.wasm)
file(GLOB fileserver_sources CONFIGURE_DEPENDS ${fileserver_dir}/*.cc ${fileserver_dir}/*.h)
add_custom_command(
  OUTPUT ${fileserver}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_SOURCE_DIR}/build/components
  COMMAND ${CMAKE_SOURCE_DIR}/scripts/guest-c ${fileserver} ${fileserver_dir}/world.wit fileserver
          ${fileserver_dir} -Os
  COMMAND ${CMAKE_COMMAND} -E touch ${fileserver}
  DEPENDS ${fileserver_sources} ${fileserver_dir}/world.wit ${CMAKE_SOURCE_DIR}/scripts/guest-c
  COMMENT "Building the static file server's component")

set(packed_templates ${CMAKE_BINARY_DIR}/generated/scaffold/templates.inc)
file(GLOB_RECURSE templates CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/templates/*)
add_custom_command(
  OUTPUT ${packed_templates}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/generated/scaffold
  COMMAND ${CMAKE_SOURCE_DIR}/scripts/pack-templates ${packed_templates} ${fileserver}
  DEPENDS ${templates} ${fileserver} ${CMAKE_SOURCE_DIR}/scripts/pack-templates
  COMMENT "Packing the templates")
target_sources(room_scaffold PRIVATE ${packed_templates})
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/scaffold/built_in.cc PROPERTIES
  INCLUDE_DIRECTORIES ${CMAKE_BINARY_DIR}/generated
  OBJECT_DEPENDS ${packed_templates})
