package org.cloister.deid.text;

/// What to write for a date that was found in a text.
@FunctionalInterface
public interface DateTreatment {
  String written(WrittenDate date);

  /// Nothing of any date remains.
  static DateTreatment masked() {
    return date -> Label.DATE.mark();
  }

  /// The year, where the text says it; else nothing.
  static DateTreatment yearOnly() {
    return date ->
        date.year().isPresent() ? Integer.toString(date.year().getAsInt()) : Label.DATE.mark();
  }

  /// Whole dates moved by so many days, in ISO form. A date without year, or one that could be read
  /// in two orders, is masked: a day that is not known cannot be moved.
  static DateTreatment shiftedBy(int days) {
    return date -> date.day().map(day -> day.plusDays(days).toString()).orElse(Label.DATE.mark());
  }
}
