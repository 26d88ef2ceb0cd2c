#pragma once
#include <cstddef>
#include <new>
#include <vector>

namespace mongecarlo {

/// Allocates from the start of a cache line.
template <class T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t kLine{64};

  CacheLineAllocator() = default;
  template <class U>
  explicit CacheLineAllocator(const CacheLineAllocator<U>&) {}

  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), kLine)); }
  void deallocate(T* memory, std::size_t) { ::operator delete(memory, kLine); }
  friend bool operator==(CacheLineAllocator, CacheLineAllocator) { return true; }
};

/// A vector whose registers never straddle two cache lines: what is written and soon read again register by register
/// lies in these.
template <class T>
using CacheLineVector = std::vector<T, CacheLineAllocator<T>>;

}  // namespace mongecarlo
