package org.cloister.deid.release;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.deid.generalise.Zip3;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.pseudonym.Pseudonyms;
import org.cloister.deid.release.Tally.Fate;
import org.cloister.deid.rule.Action.ScrubText;

/// Writes one primitive value as its action wants it. A value that is not of its element's type is
/// left out, whatever the action. Not safe for concurrent use.
final class ValueWriter {
  private static final int LONG_NUMBER = 7;

  private final Writing writing;
  private final JsonIndex index;
  private final JsonOutput out;
  private final Vocabulary vocabulary;
  private final Pseudonyms pseudonyms;
  private final PatientDates dates;
  private final Notes notes;
  private final LinkWriter links;
  private final DateWriter dateWriter;
  private final Ages ages;

  ValueWriter(
      Writing writing, Pseudonyms pseudonyms, PatientDates dates, Notes notes, LocalDate today) {
    this.writing = writing;
    this.index = writing.index();
    this.out = writing.out();
    this.vocabulary = writing.vocabulary();
    this.pseudonyms = pseudonyms;
    this.dates = dates;
    this.notes = notes;
    this.links = new LinkWriter(writing, dates.references());
    this.dateWriter = new DateWriter(writing, dates, today);
    this.ages = new Ages(index, vocabulary);
  }

  boolean write(Step step, ResourceScope scope, int object, int node) throws PseudonymException {
    boolean isWritten =
        switch (step) {
          case Step.Keep(var lexical, boolean isPlace) ->
              fits(lexical, node) && keep(node, isPlace ? writing.places() : writing.copied());
          case Step.KeepListed(var listed) -> find(listed, node) != ByteKeys.NONE && copy(node);
          case Step.AgeValue() ->
              index.kind(node) == JsonIndex.NUMBER && keep(node, writing.copied());
          case Step.AgeNumber() ->
              index.kind(node) == JsonIndex.NUMBER
                  && !ages.isOver89(scope, node)
                  && keep(node, writing.copied());
          case Step.Year() -> dateWriter.year(node);
          case Step.BirthYear() -> dateWriter.birthYear(object, node);
          case Step.ShiftDate() -> dateWriter.shift(scope, node);
          case Step.Zip3() -> zip3(object, node);
          case Step.Code(var form, boolean isFullUrl) ->
              index.isString(node) && links.write(form, isFullUrl, scope, object, node);
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
      case DATE -> dateWriter.isDate(node);
      case TIME -> kind == JsonIndex.STRING && isTime(index.text(node));
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

  private boolean keep(int node, Stretches stretches) {
    int from = out.size();
    var _ = copy(node);
    if (index.isString(node)) {
      stretches.add(from + 1, out.size() - 1);
    } else if (isLongNumber(node)) {
      stretches.add(from, out.size());
    }
    return true;
  }

  /// What a list or the kind of value vouches for is not searched.
  private boolean copy(int node) {
    writing.count(Fate.KEPT);
    int quotes = index.isString(node) ? 1 : 0;
    out.write(index.bytes(), index.start(node) - quotes, index.end(node) + quotes);
    return true;
  }

  /// A whole number long enough for a telephone number.
  private boolean isLongNumber(int node) {
    if (index.kind(node) != JsonIndex.NUMBER || index.end(node) - index.start(node) < LONG_NUMBER) {
      return false;
    }
    for (int at = index.start(node); at < index.end(node); at++) {
      if (index.bytes()[at] == '.') {
        return false;
      }
    }
    return true;
  }

  private boolean generalised(String text) {
    writing.count(Fate.GENERALISED);
    out.writeString(text);
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
    if (ages.tellsOver89(scope, node, text)) {
      return false;
    }
    Optional<String> scrubbed = notes.scrub(text, form, scope, dates);
    if (scrubbed.isEmpty()) {
      return false;
    }
    writing.count(Fate.TEXT_SCRUBBED);
    int from = out.size();
    out.writeString(scrubbed.get());
    writing.copied().add(from + 1, out.size() - 1);
    return true;
  }
}
