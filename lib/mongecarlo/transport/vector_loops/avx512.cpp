#define MONGECARLO_LOOPS avx512_loops
#define MONGECARLO_NAME "avx512"
#define MONGECARLO_BYTES 64
#include "mongecarlo/transport/vector_loops/loops.inl"
