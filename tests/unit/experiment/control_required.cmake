# cmake -DCOMPILERS=<a;b> -DSOURCE=<root> -P control_required.cmake
# A claim without a false twin or a correction must not compile, with each compiler. The same file with the one line that
# gives a correction must, so that nothing else can be the reason.
set(flags -std=c++20 -fsyntax-only "-I${SOURCE}/lib" "-I${SOURCE}/tests")
set(file "${SOURCE}/tests/unit/experiment/control_required.cpp")
foreach(compiler IN LISTS COMPILERS)
  execute_process(COMMAND "${compiler}" ${flags} -DWITH_CONTROL "${file}" RESULT_VARIABLE with ERROR_VARIABLE errors)
  if(NOT with EQUAL 0)
    message(FATAL_ERROR "${compiler} refuses a claim with a control:\n${errors}")
  endif()
  execute_process(COMMAND "${compiler}" ${flags} "${file}" RESULT_VARIABLE without ERROR_VARIABLE errors)
  if(without EQUAL 0)
    message(FATAL_ERROR "${compiler} compiles a claim without a control")
  endif()
endforeach()
