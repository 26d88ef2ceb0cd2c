# Tables generated from folders: one new file in FOLDER is one new entry, without another edit.
#
#   mongecarlo_table([TABLE_ONLY] TARGET <target> KIND <kind> FOLDER <folder> TYPE <C++ type> NAMESPACE <namespace>
#                    HEADER <header>)
#
# writes <binary dir>/<kind>_table.cpp, which declares  extern const TYPE NAMESPACE::<stem>;  for every
# <folder>/<stem>.cpp and defines  std::span<const TYPE* const> mongecarlo::<kind>_table();  in the order of the names.
# The files are compiled into the target, unless TABLE_ONLY says that another one does so.
# A registering global object would be dropped by the linker from a static library; a table is not.
function(mongecarlo_table)
  cmake_parse_arguments(arg "TABLE_ONLY" "TARGET;KIND;FOLDER;TYPE;NAMESPACE;HEADER" "" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${arg_FOLDER}/*.cpp")
  list(SORT sources)
  set(declarations "")
  set(entries "")
  foreach(source IN LISTS sources)
    get_filename_component(stem "${source}" NAME_WE)
    string(APPEND declarations "extern const ${arg_TYPE} ${stem};\n")
    string(APPEND entries "    &${arg_NAMESPACE}::${stem},\n")
  endforeach()
  list(LENGTH sources count)
  set(content "// Generated from ${arg_KIND} files by tools/cmake/MongeCarloTables.cmake. Do not edit.
#include \"${arg_HEADER}\"

#include <array>
#include <span>

namespace mongecarlo::${arg_NAMESPACE} {
${declarations}}  // namespace mongecarlo::${arg_NAMESPACE}

namespace mongecarlo {
std::span<const ${arg_TYPE}* const> ${arg_KIND}_table() {
  static const std::array<const ${arg_TYPE}*, ${count}> table{
${entries}  };
  return table;
}
}  // namespace mongecarlo
")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${arg_KIND}_table.cpp")
  file(GENERATE OUTPUT "${output}" CONTENT "${content}")
  target_sources(${arg_TARGET} PRIVATE "${output}")
  if(NOT arg_TABLE_ONLY)
    target_sources(${arg_TARGET} PRIVATE ${sources})
  endif()
endfunction()
