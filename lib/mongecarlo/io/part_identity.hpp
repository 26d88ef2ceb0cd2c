#pragma once
#include <string>

namespace mongecarlo {

// The identity of a part is a JSON object: whatever the records depend on. Equal texts are equal identities.

/// Throws DataError, naming `file`, what differs first and both values, unless the identity that a file states is that
/// of this run.
void check_same_identity(const std::string& stated, const std::string& ours, const std::string& file);

}  // namespace mongecarlo
