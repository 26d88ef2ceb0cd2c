#pragma once
#include <string>
#include <string_view>

namespace mongecarlo {

/// Writes `content` to standard output (`target` "-") or to a file. Throws IoError (cannot_create, write_failed).
///
/// A regular file is written beside the target, brought to the disk, and put in its place: readers see the old file or
/// the new one, never a part, and the old one is kept when anything fails. While it is written it has no name where the
/// file system has such files (O_TMPFILE: ext4, xfs, btrfs, tmpfs), so that a process that is killed leaves nothing;
/// elsewhere its name is <target>.part-<process>. What is not a regular file (a device, a pipe) is written to directly. Write errors that only show when the file is closed are found too.
void write_output(const std::string& target, std::string_view content);

/// Throws what `write_output` would throw if the target could not be created, without touching the target: asked before
/// a long run, so that no result is lost for a folder that is missing.
void check_can_write(const std::string& target);

}  // namespace mongecarlo
