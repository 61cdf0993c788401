package org.cloister.audit.verify;

/// What became of a verification, in words that can be shown as they are.
public sealed interface Verdict {
  /// One plain sentence.
  String sentence();

  /// Everything that was asked for holds.
  record Ok(String sentence) implements Verdict {}

  /// The log, or the receipt, is not what its signer committed to.
  ///
  /// @param where the file or the place in the log, for example `tile/0/000` or `entry 17`
  record Tampered(String where, String sentence) implements Verdict {}

  /// Nothing can be said: the files could not be fetched, or something that was given to compare
  /// with is unreadable itself.
  record Unreadable(String where, String sentence) implements Verdict {}
}
