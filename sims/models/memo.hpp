#pragma once
#include <exception>
#include <future>
#include <map>
#include <mutex>

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
