#define MONGECARLO_LOOPS baseline_loops
#define MONGECARLO_NAME "baseline"
#define MONGECARLO_BYTES 16
#include "mongecarlo/transport/vector_loops/loops.inl"
