package org.cloister.deid.text;

/// Finds names of persons: first by the words about them, then by their look.
final class NameFinder {
  private final NamesByCue byCue;
  private final NamesByLook byLook;

  NameFinder(Tokens tokens, Findings findings) {
    NameWords words = new NameWords(tokens);
    Eponyms eponyms = new Eponyms(tokens, words);
    byCue = new NamesByCue(tokens, findings, words, eponyms);
    byLook = new NamesByLook(tokens, findings, words, eponyms);
  }

  void find() {
    byCue.find();
    byLook.find();
  }
}
