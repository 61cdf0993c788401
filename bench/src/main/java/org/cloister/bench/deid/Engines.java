package org.cloister.bench.deid;

import java.time.Clock;
import org.cloister.deid.pseudonym.Pseudonyms;
import org.cloister.deid.r4.R4;
import org.cloister.deid.release.RecordDeidentifier;
import org.cloister.deid.rule.Preset;
import org.cloister.deid.rule.RuleSet;
import org.cloister.deid.text.TextScrubber;

/// Makes the product's engine, with what is loaded once for all.
final class Engines {
  private final R4 fhir = R4.load();
  private final TextScrubber scrubber = TextScrubber.standard();

  RecordDeidentifier engine(Preset preset, Pseudonyms pseudonyms) {
    return new RecordDeidentifier(rules(preset), fhir, pseudonyms, scrubber, Clock.systemUTC());
  }

  RuleSet rules(Preset preset) {
    return RuleSet.preset(preset, fhir);
  }

  TextScrubber scrubber() {
    return scrubber;
  }
}
