package org.cloister.deid.release;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.deid.generalise.BirthYear;
import org.cloister.deid.generalise.DateShift;
import org.cloister.deid.generalise.PartialDate;
import org.cloister.deid.generalise.Zip3;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.pseudonym.Pseudonyms;
import org.cloister.deid.release.Tally.Fate;
import org.cloister.deid.rule.Action.Pseudonymise;
import org.cloister.deid.rule.Action.ScrubText;

/// Writes one primitive value as its action wants it. A value that is not of its element's type is
/// left out, whatever the action. Not safe for concurrent use.
final class ValueWriter {
  private final Writing writing;
  private final JsonIndex index;
  private final JsonOutput out;
  private final Vocabulary vocabulary;
  private final References references;
  private final Pseudonyms pseudonyms;
  private final PatientDates dates;
  private final Notes notes;
  private final LocalDate today;
  private final AsciiView view;

  ValueWriter(
      Writing writing, Pseudonyms pseudonyms, PatientDates dates, Notes notes, LocalDate today) {
    this.writing = writing;
    this.index = writing.index();
    this.out = writing.out();
    this.vocabulary = writing.vocabulary();
    this.references = dates.references();
    this.pseudonyms = pseudonyms;
    this.dates = dates;
    this.notes = notes;
    this.today = today;
    this.view = new AsciiView(index.bytes());
  }

  boolean write(Step step, ResourceScope scope, int object, int node) throws PseudonymException {
    boolean isWritten =
        switch (step) {
          case Step.Keep(var lexical) -> fits(lexical, node) && keep(node, true);
          case Step.KeepListed(var listed) ->
              find(listed, node) != ByteKeys.NONE && keep(node, false);
          case Step.AgeValue() -> index.kind(node) == JsonIndex.NUMBER && keep(node, false);
          case Step.Year() -> year(node);
          case Step.BirthYear() -> birthYear(object, node);
          case Step.ShiftDate() -> shift(scope, node);
          case Step.Zip3() -> zip3(object, node);
          case Step.Code(var form, boolean isFullUrl) ->
              index.isString(node) && code(form, isFullUrl, scope, object, node);
          case Step.Encrypt(String place) -> index.isString(node) && encrypt(place, node);
          case Step.Perturb(double fraction) -> perturb(fraction, scope, node);
          case Step.Substitute(String value, var lexical) -> substitute(value, lexical);
          case Step.Scrub(var form) -> index.isString(node) && scrub(form, scope, node);
          case Step.Drop _, Step.Mask _, Step.Descend _, Step.Resource _, Step.Choose _ -> false;
        };
    return isWritten || writing.drop();
  }

  /// The index of the string among the keys.
  int find(ByteKeys keys, int node) {
    return switch (index.kind(node)) {
      case JsonIndex.OBJECT, JsonIndex.ARRAY, JsonIndex.NULL -> ByteKeys.NONE;
      case JsonIndex.ESCAPED -> {
        byte[] text = index.text(node).getBytes(StandardCharsets.UTF_8);
        yield keys.find(text, 0, text.length);
      }
      default -> keys.find(index.bytes(), index.start(node), index.end(node));
    };
  }

  private boolean fits(Step.Lexical lexical, int node) {
    int kind = index.kind(node);
    return switch (lexical) {
      case BOOLEAN -> kind == JsonIndex.TRUE || kind == JsonIndex.FALSE;
      case NUMBER -> kind == JsonIndex.NUMBER;
      case STRING -> index.isString(node) && index.end(node) > index.start(node);
      case DATE -> kind == JsonIndex.STRING && PartialDate.isDate(text(node));
      case TIME -> kind == JsonIndex.STRING && isTime(text(node));
      case NONE -> false;
    };
  }

  private static boolean isTime(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != ':' && c != '.') {
        return false;
      }
    }
    return text.length() >= 5 && text.charAt(2) == ':';
  }

  private CharSequence text(int node) {
    return view.over(index.start(node), index.end(node));
  }

  private boolean keep(int node, boolean isSearched) {
    writing.count(Fate.KEPT);
    boolean isString = index.isString(node);
    int quotes = isString ? 1 : 0;
    int from = out.size();
    out.write(index.bytes(), index.start(node) - quotes, index.end(node) + quotes);
    if (isSearched && isString) {
      writing.copiedSince(from);
    }
    return true;
  }

  private boolean generalised(String text) {
    writing.count(Fate.GENERALISED);
    out.writeString(text);
    return true;
  }

  private boolean year(int node) {
    if (!fits(Step.Lexical.DATE, node)) {
      return false;
    }
    writing.count(Fate.GENERALISED);
    out.write('"');
    out.write(index.bytes(), index.start(node), index.start(node) + 4);
    out.write('"');
    return true;
  }

  private boolean birthYear(int person, int node) {
    if (!fits(Step.Lexical.DATE, node)) {
      return false;
    }
    String death = index.textOf(person, vocabulary.deceasedDateTime);
    if (death.isEmpty()) {
      death = index.textOf(person, vocabulary.deceasedDate);
    }
    return BirthYear.of(text(node), death, today).map(this::generalised).orElse(false);
  }

  private boolean shift(ResourceScope scope, int node) throws PseudonymException {
    if (!fits(Step.Lexical.DATE, node)) {
      return false;
    }
    Optional<DateShift> shift = dates.shiftFor(scope);
    if (shift.isEmpty()) {
      return year(node);
    }
    Optional<String> moved = shift.get().shift(text(node));
    if (moved.isEmpty()) {
      return false;
    }
    writing.count(Fate.DATE_SHIFTED);
    out.writeString(moved.get());
    return true;
  }

  private boolean zip3(int address, int node) {
    return index.isString(node)
        && Zip3.of(
                index.text(node),
                index.textOf(address, vocabulary.country),
                index.textOf(address, vocabulary.state))
            .map(this::generalised)
            .orElse(false);
  }

  private boolean code(
      Pseudonymise.Form form, boolean isFullUrl, ResourceScope scope, int object, int node)
      throws PseudonymException {
    String text = index.text(node);
    if (text.isEmpty()) {
      return false;
    }
    int mark = out.size();
    out.write('"');
    boolean isWritten =
        switch (form) {
          case ID -> id(text, scope);
          case IDENTIFIER -> {
            writing
                .codes()
                .write(Original.ofIdentifier(index.textOf(object, vocabulary.system), text), out);
            yield true;
          }
          case REFERENCE -> isFullUrl ? fullUrl(text, object) : reference(text, scope);
          case REQUEST -> references.writeRequest(text, out, writing.codes());
        };
    if (!isWritten) {
      writing.takeBackTo(mark);
      return false;
    }
    writing.count(Fate.PSEUDONYMISED);
    out.write('"');
    return true;
  }

  private boolean id(String id, ResourceScope scope) {
    if (scope.isContained()) {
      int position = positionOf(id, scope);
      out.write(Rewriter.ascii("c" + position));
      return position > 0;
    }
    writing.codes().write(Original.ofId(scope.type(), id), out);
    return true;
  }

  private boolean fullUrl(String url, int entry) {
    int resource = index.member(entry, vocabulary.resource);
    String type = resource == JsonIndex.NONE ? "" : index.textOf(resource, vocabulary.resourceType);
    return references.writeFullUrl(url, type, out, writing.codes());
  }

  /// A link to a contained resource stays one; the resource has its place as its name.
  private boolean reference(String reference, ResourceScope scope) {
    if (!reference.startsWith("#")) {
      return references.write(reference, out, writing.codes());
    }
    if (reference.length() == 1) {
      out.write('#');
      return true;
    }
    int position = positionOf(reference.substring(1), scope);
    out.write(Rewriter.ascii("#c" + position));
    return position > 0;
  }

  /// From 1; 0 if the resource contains none of this id.
  private int positionOf(String containedId, ResourceScope scope) {
    int contained = index.member(scope.container(), vocabulary.contained);
    if (contained == JsonIndex.NONE || !index.isArray(contained)) {
      return 0;
    }
    int position = 0;
    int stop = index.next(contained);
    for (int node = index.first(contained); node < stop; node = index.next(node)) {
      position++;
      if (index.textOf(node, vocabulary.id).equals(containedId)) {
        return position;
      }
    }
    return 0;
  }

  private boolean encrypt(String place, int node) throws PseudonymException {
    String text = index.text(node);
    if (text.isEmpty()) {
      return false;
    }
    writing.count(Fate.ENCRYPTED);
    out.writeString(pseudonyms.encrypted(place, text));
    return true;
  }

  /// The code of the number says how far it moves, so that it moves the same way each time.
  private boolean perturb(double fraction, ResourceScope scope, int node)
      throws PseudonymException {
    if (index.kind(node) != JsonIndex.NUMBER) {
      return false;
    }
    String text = index.text(node);
    Original original = new Original("perturbed:" + scope.type(), text);
    Map<Original, String> codes = pseudonyms.codes(List.of(original));
    String code = codes.getOrDefault(original, "00000000");
    double share = Long.parseLong(code.substring(0, 8), 16) / (double) 0xFFFFFFFFL;
    BigDecimal number = new BigDecimal(text);
    BigDecimal moved =
        number
            .multiply(BigDecimal.valueOf(1 + fraction * (2 * share - 1)), MathContext.DECIMAL64)
            .setScale(Math.max(0, number.scale()), java.math.RoundingMode.HALF_EVEN);
    writing.count(Fate.PERTURBED);
    out.write(Rewriter.ascii(moved.toPlainString()));
    return true;
  }

  private boolean substitute(String value, Step.Lexical lexical) {
    writing.count(Fate.SUBSTITUTED);
    if (lexical == Step.Lexical.BOOLEAN || lexical == Step.Lexical.NUMBER) {
      out.write(value.getBytes(StandardCharsets.UTF_8));
    } else {
      out.writeString(value);
    }
    return true;
  }

  private boolean scrub(ScrubText.Form form, ResourceScope scope, int node)
      throws PseudonymException {
    String text = index.text(node);
    String scrubbed;
    if (form == ScrubText.Form.BASE64) {
      byte[] bytes;
      try {
        bytes = Base64.getMimeDecoder().decode(text);
      } catch (IllegalArgumentException _) {
        return false;
      }
      Optional<String> decoded = Utf8.decode(bytes);
      if (decoded.isEmpty()) {
        return false;
      }
      String clean = notes.scrub(decoded.get(), form, scope, dates);
      scrubbed = Base64.getEncoder().encodeToString(clean.getBytes(StandardCharsets.UTF_8));
    } else {
      scrubbed = notes.scrub(text, form, scope, dates);
    }
    if (scrubbed.isBlank()) {
      return false;
    }
    writing.count(Fate.TEXT_SCRUBBED);
    int from = out.size();
    out.writeString(scrubbed);
    writing.copiedSince(from);
    return true;
  }
}
