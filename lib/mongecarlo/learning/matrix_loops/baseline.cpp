#define MONGECARLO_SET baseline
#define MONGECARLO_NAME "baseline"
#define MONGECARLO_BYTES 16
#include "mongecarlo/learning/matrix_loops/loops.inl"
