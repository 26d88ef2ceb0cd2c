# Warnings live on a private interface target, so that no consumer inherits them.
add_library(mongecarlo_warnings INTERFACE)
target_compile_options(mongecarlo_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${MONGECARLO_WERROR}>:-Werror>)
