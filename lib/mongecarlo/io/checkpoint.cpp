#include "mongecarlo/io/checkpoint.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/block_bytes.hpp"
#include "mongecarlo/io/part_format.hpp"
#include "mongecarlo/io/part_identity.hpp"

namespace mongecarlo {
namespace {

constexpr std::chrono::seconds kBetweenSynchronisations{1};
constexpr std::size_t kMostPending = 1 << 24;  // bytes that wait for the next flush

[[noreturn]] void cannot_create(const std::string& file, const std::string& what) {
  throw IoError(IoError::Kind::cannot_create, file, what);
}

int open_with_folder(const std::string& file) {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  std::filesystem::create_directories(folder, error);
  if (error) cannot_create(folder.string(), "cannot create the folder: " + error.message());
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
  if (descriptor < 0) cannot_create(file, std::string("cannot open for writing: ") + std::strerror(errno));
  return descriptor;
}

/// File systems without locks are trusted to be used by one process.
void lock(int descriptor, const std::string& file) {
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
  cannot_create(file, "another process is using this checkpoint");
}

/// A process was killed before the header was written.
bool is_barely_begun(ByteSource& bytes, const std::string& header) {
  return bytes.size() < header.size() && header.starts_with(bytes.read(0, header.size()));
}

}  // namespace

Checkpoint::Checkpoint(const std::string& file, const std::string& identity, std::span<const std::uint64_t> horizons)
    : file_(file), descriptor_(open_with_folder(file)) {
  lock(descriptor_.number(), file);
  auto bytes = bytes_of_descriptor(descriptor_.number(), file);
  const std::string header = part_header(identity);
  if (is_barely_begun(*bytes, header)) {
    start(header);
    return;
  }
  reader_ = std::make_unique<PartReader>(std::move(bytes), file);
  check_same_identity(reader_->identity(), identity, file);
  reader_->scan(horizons);
  found_ = reader_->ids().size();
  end_ = reader_->end();
  if (reader_->torn_bytes() > 0 && ::ftruncate(descriptor_.number(), static_cast<off_t>(end_)) != 0)
    cannot_create(file, std::string("cannot cut off its torn last block: ") + std::strerror(errno));
}

Checkpoint::~Checkpoint() {
  flush();
  synchronise();
}

void Checkpoint::start(const std::string& header) {
  write(header);
  if (failure_) throw IoError(IoError::Kind::write_failed, file_, *failure_);
}

std::optional<Block> Checkpoint::find(const BlockId& id) {
  const std::lock_guard lock(mutex_);
  return reader_ ? reader_->find(id) : std::nullopt;
}

void Checkpoint::keep(const BlockId& id, const Block& block) {
  const std::string bytes = part_block(block_bytes(id, block));
  bool is_enough = false;
  {
    const std::lock_guard lock(mutex_);
    if (failure_) return;
    pending_ += bytes;
    is_enough = pending_.size() >= kMostPending;
  }
  if (is_enough) flush();
}

void Checkpoint::flush() {
  const std::lock_guard writing(write_mutex_);
  std::string bytes;
  {
    const std::lock_guard lock(mutex_);
    bytes.swap(pending_);
  }
  if (!bytes.empty()) write(bytes);
  if (std::chrono::steady_clock::now() - synchronised_at_ >= kBetweenSynchronisations) synchronise();
}

// All of it or nothing: what is written of bytes that do not fit is cut off again.
void Checkpoint::write(const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written =
        ::pwrite(descriptor_.number(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(end_ + done));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail("cannot write");
    done += static_cast<std::size_t>(written);
  }
  end_ += bytes.size();
  is_synchronised_ = false;
}

// Some file systems tell only here that a disk is full.
void Checkpoint::synchronise() {
  if (!is_synchronised_ && ::fdatasync(descriptor_.number()) != 0) fail("cannot bring it to the disk");
  is_synchronised_ = true;
  synchronised_at_ = std::chrono::steady_clock::now();
}

void Checkpoint::fail(const char* doing) {
  const std::string why = fmt::format("{}: {}", doing, std::strerror(errno));
  // Where even this fails, the last block is torn: the next run cuts it off.
  const int ignored = ::ftruncate(descriptor_.number(), static_cast<off_t>(end_));
  static_cast<void>(ignored);
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = why;
}

std::optional<std::string> Checkpoint::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace mongecarlo
