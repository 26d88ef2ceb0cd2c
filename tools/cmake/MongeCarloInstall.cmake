# cmake --install puts the library, its headers, and what find_package and pkg-config need.
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/mongecarlo")

install(TARGETS mongecarlo EXPORT mongecarloTargets
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}"
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT mongecarloTargets NAMESPACE mongecarlo:: DESTINATION "${package_dir}")

configure_package_config_file("${PROJECT_SOURCE_DIR}/tools/cmake/mongecarloConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/mongecarloConfig.cmake" INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/mongecarloConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/mongecarloConfig.cmake" "${PROJECT_BINARY_DIR}/mongecarloConfigVersion.cmake"
  DESTINATION "${package_dir}")

# Who links a static library links what it uses as well, with or without pkg-config's --static.
set(pc_requires "eigen3 >= 3.4, nlohmann_json >= 3.11")
set(pc_libs "-L\${libdir} -lmongecarlo")
if(NOT BUILD_SHARED_LIBS)
  string(APPEND pc_requires ", fmt")
  string(APPEND pc_libs " -pthread")
endif()
# Relative to the place of the .pc file, so that the installed tree can be moved.
file(RELATIVE_PATH pc_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" pc_prefix "${pc_prefix}")
configure_file("${PROJECT_SOURCE_DIR}/tools/cmake/mongecarlo.pc.in" "${PROJECT_BINARY_DIR}/mongecarlo.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/mongecarlo.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
