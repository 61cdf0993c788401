package org.cloister.deid.release;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.cloister.deid.pseudonym.Original;

/// The forms in which FHIR names a resource (https://hl7.org/fhir/R4/references.html), each written
/// with the one code of the resource that it names. Of a form that is not known nothing is written.
final class References {
  private static final String URN = "urn:";
  private static final String URN_UUID = "urn:uuid:";
  private static final String HISTORY = "/_history/";
  private static final String IDENTIFIER = "identifier=";
  private static final String OUR_SERVER = "https://deidentified.invalid/";

  private final Document document;
  private final Vocabulary vocabulary;

  References(Document document, Vocabulary vocabulary) {
    this.document = document;
    this.vocabulary = vocabulary;
  }

  /// `Type/id`, with or without server and version.
  private record Literal(String type, String id) {}

  /// `Type?identifier=system|value`
  private record Conditional(String type, String system, String value) {}

  /// The Patient that the reference names.
  Optional<Original> patient(String reference) {
    Optional<Original> inside = document.byFullUrl(reference);
    if (inside.isPresent()) {
      return inside.filter(document::isPatient);
    }
    if (reference.startsWith(URN_UUID)) {
      Original original = Original.ofId("Patient", reference.substring(URN_UUID.length()));
      return Optional.of(original).filter(document::isPatient);
    }
    Optional<Literal> literal = literal(reference);
    if (literal.isPresent()) {
      return literal
          .filter(named -> named.type().equals("Patient"))
          .map(named -> Original.ofId(named.type(), named.id()));
    }
    return conditional(reference)
        .filter(named -> named.type().equals("Patient"))
        .flatMap(this::find);
  }

  /// The logical id by which the reference names a Patient, of this document or of none. A
  /// `urn:uuid:` tells no type, so that its id may be a Patient's.
  Optional<String> patientId(String reference) {
    return reference.startsWith(URN_UUID)
        ? Optional.of(reference.substring(URN_UUID.length()))
        : literal(reference).filter(named -> named.type().equals("Patient")).map(Literal::id);
  }

  /// Writes a `Reference.reference` or a uri that names a resource, without quotation marks.
  boolean write(String reference, JsonOutput out, Codes codes) {
    Optional<Original> inside = document.byFullUrl(reference);
    if (reference.startsWith(URN)) {
      return writeUrn(reference, inside, out, codes);
    }
    Optional<Literal> literal = literal(reference);
    if (literal.isPresent()) {
      Literal named = literal.get();
      writeAscii(named.type() + "/", out);
      codes.write(inside.orElseGet(() -> Original.ofId(named.type(), named.id())), out);
      return true;
    }
    return conditional(reference).map(named -> writeConditional(named, out, codes)).orElse(false);
  }

  /// Writes `Bundle.entry.fullUrl`.
  ///
  /// @param type of the entry's resource, empty text where there is none
  boolean writeFullUrl(String url, String type, JsonOutput out, Codes codes) {
    Optional<Original> inside = document.byFullUrl(url);
    if (url.startsWith(URN)) {
      return writeUrn(url, inside, out, codes);
    }
    Optional<Literal> literal = literal(url);
    String shownType = literal.map(Literal::type).orElse(type);
    if (!vocabulary.isResourceType(shownType)) {
      return false;
    }
    Optional<Original> original =
        inside.or(() -> literal.map(named -> Original.ofId(named.type(), named.id())));
    original.ifPresent(named -> {
      writeAscii(OUR_SERVER + shownType + "/", out);
      codes.write(named, out);
    });
    return original.isPresent();
  }

  /// Writes `Bundle.entry.request.url` or `ifNoneExist`. A search by identifier becomes one by its
  /// code; of any other search nothing but the type remains.
  boolean writeRequest(String request, JsonOutput out, Codes codes) {
    if (vocabulary.isResourceType(request)) {
      writeAscii(request, out);
      return true;
    }
    String query = request.startsWith("?") ? request.substring(1) : request;
    if (query.startsWith(IDENTIFIER)) {
      return conditional("Patient?" + query)
          .map(named -> {
            writeAscii(IDENTIFIER, out);
            codes.write(Original.ofIdentifier(named.system(), named.value()), out);
            return true;
          })
          .orElse(false);
    }
    Optional<Conditional> conditional = conditional(request);
    if (conditional.isPresent()) {
      writeSearch(conditional.get(), out, codes);
      return true;
    }
    if (write(request, out, codes)) {
      return true;
    }
    int search = request.indexOf('?');
    String type = search < 0 ? "" : request.substring(0, search);
    if (!vocabulary.isResourceType(type)) {
      return false;
    }
    writeAscii(type, out);
    return true;
  }

  private static boolean writeUrn(
      String urn, Optional<Original> inside, JsonOutput out, Codes codes) {
    String name =
        urn.startsWith(URN_UUID) ? urn.substring(URN_UUID.length()) : urn.substring(URN.length());
    if (name.isEmpty()) {
      return false;
    }
    writeAscii(URN_UUID, out);
    codes.write(inside.orElseGet(() -> Original.ofId("urn", name)), out);
    return true;
  }

  private boolean writeConditional(Conditional named, JsonOutput out, Codes codes) {
    Optional<Original> found = find(named);
    if (found.isEmpty()) {
      writeSearch(named, out, codes);
      return true;
    }
    writeAscii(named.type() + "/", out);
    codes.write(found.get(), out);
    return true;
  }

  private static void writeSearch(Conditional named, JsonOutput out, Codes codes) {
    writeAscii(named.type() + "?" + IDENTIFIER, out);
    codes.write(Original.ofIdentifier(named.system(), named.value()), out);
  }

  private Optional<Original> find(Conditional named) {
    return document.byIdentifier(named.type(), named.system(), named.value());
  }

  private Optional<Literal> literal(String reference) {
    int history = reference.indexOf(HISTORY);
    String path = history < 0 ? reference : reference.substring(0, history);
    int fragment = path.indexOf('#');
    path = fragment < 0 ? path : path.substring(0, fragment);
    int slash = path.lastIndexOf('/');
    if (slash <= 0 || slash == path.length() - 1 || path.indexOf('?') >= 0) {
      return Optional.empty();
    }
    String type = path.substring(path.lastIndexOf('/', slash - 1) + 1, slash);
    return vocabulary.isResourceType(type)
        ? Optional.of(new Literal(type, path.substring(slash + 1)))
        : Optional.empty();
  }

  private Optional<Conditional> conditional(String reference) {
    int search = reference.indexOf('?');
    if (search < 0 || !reference.startsWith(IDENTIFIER, search + 1)) {
      return Optional.empty();
    }
    String type = reference.substring(reference.lastIndexOf('/', search) + 1, search);
    String token = reference.substring(search + 1 + IDENTIFIER.length());
    if (!vocabulary.isResourceType(type) || token.indexOf('&') >= 0) {
      return Optional.empty();
    }
    String decoded = decode(token);
    int bar = decoded.indexOf('|');
    return Optional.of(
        new Conditional(
            type, bar < 0 ? "" : decoded.substring(0, bar), decoded.substring(bar + 1)));
  }

  private static String decode(String token) {
    try {
      return token.indexOf('%') < 0 ? token : URLDecoder.decode(token, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return token;
    }
  }

  private static void writeAscii(String text, JsonOutput out) {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
