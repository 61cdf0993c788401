package org.cloister.bench.deid;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.cloister.bench.deid.Documents.Document;
import org.cloister.deid.pseudonym.Pseudonyms;
import org.cloister.deid.pseudonym.VaultPseudonyms;
import org.cloister.deid.release.RecordDeidentifier;
import org.cloister.deid.release.Release;
import org.cloister.deid.rule.Preset;

/// One way from the bytes of a document to bytes. For one thread.
///
/// @param name in the result
/// @param before each document, outside of the clock
/// @param work what is measured
record Way(String name, Step before, Work work) {
  static final String REMEMBERED = "codes from the vault, remembered";
  static final String HAPI = "HAPI parse and encode";

  private static final String DOMAIN = "bench";

  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  @FunctionalInterface
  interface Work {
    /// @return bytes written
    int run(Document document) throws IOException;
  }

  /// The engine with codes from every place they may come from, and HAPI.
  static List<Way> all(Engines engines, VaultPlace place) throws IOException {
    List<Way> all = new ArrayList<>();
    all.add(engine("keyed codes", engines, place.keyed(DOMAIN)));
    all.add(engine(REMEMBERED, engines, place.vault(DOMAIN)));
    ChangingPseudonyms stored = new ChangingPseudonyms(place.vault(DOMAIN));
    all.add(
        new Way(
            "codes from the vault, read from PostgreSQL",
            () -> stored.change(place.vault(DOMAIN)),
            work(engines, stored)));
    ChangingPseudonyms fresh = new ChangingPseudonyms(place.vault(DOMAIN));
    Domains domains = new Domains();
    all.add(
        new Way(
            "codes from the vault, all new",
            () -> fresh.change(domains.next(place)),
            work(engines, fresh)));
    all.add(hapi());
    return all;
  }

  /// Each document's codes are new in a domain that nobody has used.
  private static final class Domains {
    private int used;

    VaultPseudonyms next(VaultPlace place) throws IOException {
      return place.vault(DOMAIN + "-" + used++);
    }
  }

  private static Way engine(String name, Engines engines, Pseudonyms pseudonyms) {
    return new Way(name, () -> {}, work(engines, pseudonyms));
  }

  private static Work work(Engines engines, Pseudonyms pseudonyms) {
    RecordDeidentifier engine = engines.engine(Preset.SAFE_HARBOR_STRICT, pseudonyms);
    return document ->
        switch (engine.deidentify(document.utf8())) {
          case Release.Released released -> released.document().length;
          case Release.Malformed(long offset, var what) ->
              throw new IOException("a document is malformed at byte " + offset + ": " + what);
          case Release.Withheld(var reason) ->
              throw new IOException("a document is withheld: " + reason);
          case Release.Refused(var path) ->
              throw new IOException("the rules do not accept " + path);
          case Release.Restricted _ ->
              throw new IOException("a document is restricted, and nobody is here");
          case Release.Unavailable(var cause) -> throw new IOException(cause);
        };
  }

  private static Way hapi() {
    IParser parser = FhirContext.forR4Cached().newJsonParser();
    return new Way(
        HAPI,
        () -> {},
        document ->
            parser
                .encodeResourceToString(
                    parser.parseResource(new String(document.utf8(), StandardCharsets.UTF_8)))
                .getBytes(StandardCharsets.UTF_8)
                .length);
  }
}
