package org.cloister.gateway.compliance.reidentify;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cloister.deid.pseudonym.Decryption.Decrypted;
import org.cloister.deid.pseudonym.Original;
import org.cloister.gateway.answer.FhirJson;

/// Whom the codes of one approved request stand for, and what its encrypted values hold. Only
/// [OpenableDomains] makes them, and they go nowhere but into the reply. `toString` is redacted.
public final class Originals {
  private static final String IDENTIFIER = "identifier:";
  private static final String UUID = "uuid";
  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]{1,63}");

  private final String domain;
  private final List<String> codes;
  private final List<Told> told;

  /// What one code was opened to.
  sealed interface Told {
    /// It stands for a resource or an identifier.
    record Named(Original original) implements Told {}

    /// It held a value.
    record Value(Decrypted decrypted) implements Told {}
  }

  /// @param told in the order of the codes
  Originals(String domain, List<String> codes, List<Told> told) {
    this.domain = domain;
    this.codes = List.copyOf(codes);
    this.told = List.copyOf(told);
  }

  /// `Patient/ID` of every patient whom an original names. The id in the form of a UUID may be a
  /// patient's or not: its kind is not kept. Whose an encrypted value was is not known.
  List<String> patients() {
    return told.stream()
        .flatMap(it ->
            it instanceof Told.Named(Original original) ? Stream.of(original) : Stream.empty())
        .filter(it -> it.kind().equals("Patient") || it.kind().equals(UUID))
        .map(it -> "Patient/" + it.value())
        .toList();
  }

  /// A Parameters resource with one parameter `pseudonym` for each code, in their order.
  byte[] parameters() {
    return FhirJson.resource(
        "Parameters",
        json -> {
          json.startArray("parameter");
          for (int i = 0; i < codes.size(); i++) {
            json.startObject();
            json.string("name", "pseudonym");
            json.startArray("part");
            Parts.string(json, "pseudonym", codes.get(i));
            Parts.string(json, "domain", domain);
            switch (told.get(i)) {
              case Told.Named(Original original) -> original(json, original);
              case Told.Value(Decrypted(String place, String value)) -> {
                Parts.string(json, "element", place);
                Parts.string(json, "original", value);
              }
            }
            json.endArray();
            json.endObject();
          }
          json.endArray();
        });
  }

  private static void original(FhirJson json, Original original) throws IOException {
    json.startObject();
    json.string("name", "original");
    if (TYPE.matcher(original.kind()).matches()) {
      json.reference("valueReference", original.kind() + "/" + original.value());
    } else {
      json.startObject("valueIdentifier");
      if (original.kind().startsWith(IDENTIFIER)) {
        json.string("system", original.kind().substring(IDENTIFIER.length()));
        json.string("value", original.value());
      } else if (original.kind().equals(UUID)) {
        json.string("system", "urn:ietf:rfc:3986");
        json.string("value", "urn:uuid:" + original.value());
      } else {
        json.string("value", original.value());
      }
      json.endObject();
    }
    json.endObject();
  }

  @Override
  public String toString() {
    return "Originals[redacted]";
  }
}
