package org.cloister.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.cloister.deid.pseudonym.KeyedPseudonyms;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.pseudonym.Pseudonyms;
import org.cloister.deid.pseudonym.VaultPseudonyms;
import org.cloister.deid.r4.R4;
import org.cloister.deid.release.RecordDeidentifier;
import org.cloister.deid.rule.Preset;
import org.cloister.deid.rule.RuleException;
import org.cloister.deid.rule.RuleSet;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.text.TextScrubber;
import org.cloister.gateway.config.DeidentificationSettings.Domain;
import org.cloister.gateway.deidentify.RecordEngine;
import org.cloister.gateway.deidentify.ReleaseDomain;
import org.cloister.gateway.deidentify.ReleaseRules;
import org.cloister.policies.Deidentification;
import org.cloister.policies.Sha256;

/// Makes a domain of its settings: the rules, and the codes that they ask for under the domain's
/// own key.
record ReleaseParts(R4 fhir, TextScrubber scrubber, DataSource database, Clock clock) {
  /// A key's first use; it is changed by a new domain, since codes of another key are other codes.
  private static final int KEY_VERSION = 1;

  ReleaseDomain domain(Domain settings)
      throws SealingException, PseudonymException, RuleException, IOException {
    Path key = DeidentificationWiring.key(settings);
    List<ReleaseRules> rules = new ArrayList<>();
    Path own = settings.rules();
    if (own != null) {
      RuleSet written =
          RuleSet.parse(String.valueOf(own.getFileName()), Files.readString(own), fhir);
      // What a hospital's own rules leave is judged by nobody: only who may have the most gets it.
      rules.add(rules(settings, key, written, Deidentification.Kind.LIMITED_DATA_SET));
    }
    for (String name : settings.presets()) {
      Preset preset = preset(name);
      rules.add(rules(settings, key, RuleSet.preset(preset, fhir), kind(preset)));
    }
    return new ReleaseDomain(settings.name(), rules);
  }

  private ReleaseRules rules(Domain settings, Path key, RuleSet rules, Deidentification.Kind kind)
      throws SealingException, PseudonymException {
    PseudonymDomain domain = new PseudonymDomain(settings.name());
    Pseudonyms pseudonyms =
        rules.asksForRandomCodes()
            ? VaultPseudonyms.open(database, KeyRing.load(key), domain)
            : KeyedPseudonyms.of(KeyFile.load(key), domain, KEY_VERSION);
    RecordDeidentifier engine = new RecordDeidentifier(rules, fhir, pseudonyms, scrubber, clock);
    return new ReleaseRules(rules.name(), new Sha256(rules.hash()), kind, new RecordEngine(engine));
  }

  private static Preset preset(String name) {
    return Preset.of(name)
        .orElseThrow(() ->
            new IllegalStateException(
                "cloister.deidentification.domains[].presets knows no preset of this name: "
                    + name));
  }

  private static Deidentification.Kind kind(Preset preset) {
    return preset == Preset.LIMITED_DATA_SET
        ? Deidentification.Kind.LIMITED_DATA_SET
        : Deidentification.Kind.DEIDENTIFIED;
  }
}
