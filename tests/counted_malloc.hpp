#pragma once
#include <cstddef>
#include <cstdlib>

// Counts calls of malloc, which operator new and Eigen both end in: for one source of a test program, which then has
// `allocations`, of its own thread. The sanitizers bring their own malloc, so under them there is nothing to count.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define MONGECARLO_OWN_MALLOC 0
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define MONGECARLO_OWN_MALLOC 0
#endif
#ifndef MONGECARLO_OWN_MALLOC
#define MONGECARLO_OWN_MALLOC 1
#endif

#if MONGECARLO_OWN_MALLOC
namespace {
thread_local std::size_t allocations = 0;
}

extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* malloc(std::size_t size) {
  ++allocations;
  return __libc_malloc(size);
}
#endif
