#define MONGECARLO_SET avx512
#define MONGECARLO_NAME "avx512"
#define MONGECARLO_BYTES 64
#include "mongecarlo/learning/matrix_loops/loops.inl"
