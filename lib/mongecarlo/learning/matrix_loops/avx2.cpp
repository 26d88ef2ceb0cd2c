#define MONGECARLO_SET avx2
#define MONGECARLO_NAME "avx2"
#define MONGECARLO_BYTES 32
#include "mongecarlo/learning/matrix_loops/loops.inl"
