package org.cloister.gateway.compliance.review;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import org.cloister.gateway.compliance.review.explain.Term;
import org.cloister.gateway.record.Actor;
import org.cloister.gateway.record.RecordSealer;

/// The blind terms of whom and what care relations speak of.
final class Terms {
  private static final String PRACTITIONER = "Practitioner/";

  private final String tenant;
  private final RecordSealer sealer;

  Terms(String tenant, RecordSealer sealer) {
    this.tenant = tenant;
    this.sealer = sealer;
  }

  /// @param reference `Patient/123`, `Practitioner/7`: relative, or the end of an absolute one
  Term person(String reference) {
    return term(relative(reference));
  }

  Term login(String issuer, String subject) {
    return new Term(sealer.user(tenant, issuer, subject).key());
  }

  /// The practitioner whom a token names, if it does.
  Optional<Term> practitioner(Optional<String> fhirUser) {
    return fhirUser.map(Terms::relative).filter(it -> it.startsWith(PRACTITIONER)).map(this::term);
  }

  Term login(Actor actor) {
    return login(actor.issuer(), actor.subject());
  }

  /// Equal for spellings that differ in case, accents, spaces and punctuation only.
  Term surname(String name) {
    return term("Surname/" + plain(name));
  }

  /// As [#surname].
  Term address(String address) {
    return term("Address/" + plain(address));
  }

  Term department(String key) {
    return term("Department/" + key);
  }

  /// @param reference `Encounter/9`
  Term relation(String reference) {
    return term("Relation/" + reference);
  }

  private Term term(String text) {
    return new Term(sealer.subject(tenant, text).key());
  }

  private static String relative(String reference) {
    int type = reference.lastIndexOf('/', Math.max(0, reference.lastIndexOf('/') - 1));
    return type < 0 ? reference : reference.substring(type + 1);
  }

  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{Nd}]", "");
  }
}
