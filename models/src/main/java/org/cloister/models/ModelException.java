package org.cloister.models;

/// A model cannot be opened. The message names the file, what was expected and what was found; it
/// holds no patient data, because no patient is involved in loading.
public final class ModelException extends Exception {
  ModelException(String file, String expected, String found) {
    super(file + ": expected " + expected + ", found " + found);
  }

  ModelException(String file, String expected, String found, Throwable cause) {
    super(file + ": expected " + expected + ", found " + found, cause);
  }
}
