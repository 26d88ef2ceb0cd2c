#include "computational_cost/memory_meter.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define MONGECARLO_COUNTS_BYTES 0
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define MONGECARLO_COUNTS_BYTES 0
#endif
#ifndef MONGECARLO_COUNTS_BYTES
#define MONGECARLO_COUNTS_BYTES 1
#endif

#if MONGECARLO_COUNTS_BYTES

namespace {
thread_local std::size_t bytes = 0;
}

// In front of the C library's, in the programs that this file is linked into: one addition a call.
extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* malloc(std::size_t size) {
  bytes += size;
  return __libc_malloc(size);
}

bool mongecarlo::computational_cost::can_count_memory() { return true; }
std::size_t mongecarlo::computational_cost::bytes_asked_for() { return bytes; }

#else

bool mongecarlo::computational_cost::can_count_memory() { return false; }
std::size_t mongecarlo::computational_cost::bytes_asked_for() { return 0; }

#endif
