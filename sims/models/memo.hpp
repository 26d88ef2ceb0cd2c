#pragma once
#include <chrono>
#include <exception>
#include <future>
#include <map>
#include <mutex>
#include <stdexcept>

namespace mongecarlo::models {

/// Values that are costly and asked for by several claims: each is made once, by whoever asks first; another thread
/// that asks meanwhile waits. An exception is kept in place of the value. `make` may ask for other keys, as long as
/// there is no cycle.
template <class Key, class Value>
class Memo {
 public:
  template <class Make>
  Value get(const Key& key, Make&& make) {
    std::promise<Value> promise;
    std::shared_future<Value> value = promise.get_future().share();
    if (!claim(key, value)) return value.get();
    try {
      promise.set_value(make());
    } catch (...) {
      promise.set_exception(std::current_exception());
    }
    return value.get();
  }

  /// Visits what was made so far, by key; values still in the making, and those that failed, are left out.
  template <class Visit>
  void each(Visit&& visit) {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, value] : values_) {
      if (value.wait_for(std::chrono::seconds(0)) != std::future_status::ready) continue;
      try {
        visit(key, value.get());
      } catch (const std::domain_error&) {
        continue;  // whoever asked for it has it among its failures
      }
    }
  }

 private:
  /// True where nobody has asked for the key before; else `value` becomes what is there.
  bool claim(const Key& key, std::shared_future<Value>& value) {
    const std::lock_guard lock(mutex_);
    const auto [entry, is_new] = values_.try_emplace(key, value);
    value = entry->second;
    return is_new;
  }

  std::mutex mutex_;
  std::map<Key, std::shared_future<Value>> values_;
};

}  // namespace mongecarlo::models
