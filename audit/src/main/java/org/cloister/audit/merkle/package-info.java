/// The Merkle tree of RFC 6962 section 2.1: hashing, the right edge that a writer keeps, proofs and
/// their verification.
///
/// No input or output: callers bring hashes. All types are immutable except [CompactRange], which
/// belongs to one thread. Leaves and interior nodes are hashed under different prefixes, so an
/// interior node can never be passed off as a leaf.
@NullMarked
@CheckReturnValue
package org.cloister.audit.merkle;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
