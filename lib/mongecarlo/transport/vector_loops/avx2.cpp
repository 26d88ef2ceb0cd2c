#define MONGECARLO_LOOPS avx2_loops
#define MONGECARLO_NAME "avx2"
#define MONGECARLO_BYTES 32
#include "mongecarlo/transport/vector_loops/loops.inl"
