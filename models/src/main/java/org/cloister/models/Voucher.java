package org.cloister.models;

import org.cloister.policies.Sha256;

/// Who vouches for the files of a model.
public sealed interface Voucher {
  /// The program itself: the model is part of it ([ModelRepository#shipped()]), and whoever built
  /// the program again has built the model again, to the same bytes.
  record Program() implements Voucher {}

  /// A signature over the model's folder.
  ///
  /// @param key [SignerKey#id()] of the key that made it, one that the site trusts
  record Signer(Sha256 key) implements Voucher {}
}
