#pragma once
#include <optional>
#include <string>

namespace mongecarlo {

// The identity of a part is a JSON object: whatever the records depend on. Equal texts are equal identities.

/// Where two identities differ: a JSON pointer and both values, each as one short line.
struct IdentityDifference {
  std::string pointer, ours, stated;
};

/// The first one, in the order of our own: what comes first there matters most. Nothing where only the writing differs.
/// `source` names where the stated text, which may be anything, is from. Throws DataError for one that is no JSON.
std::optional<IdentityDifference> first_difference(const std::string& ours, const std::string& stated,
                                                   const std::string& source);

/// Throws DataError, naming `file`, what differs first and both values, unless the identity that a file states is that
/// of this run.
void check_same_identity(const std::string& stated, const std::string& ours, const std::string& file);

}  // namespace mongecarlo
