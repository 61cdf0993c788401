package org.cloister.deid.release;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.cloister.deid.pseudonym.Original;

/// The Patients that a document names by their logical id: those that stand in it, and those whom a
/// reference or a `fullUrl` names, whatever server stands before it.
///
/// Not found are those whom it names by an identifier alone, such as a record number: whose that
/// is, no document says. The id of a contained Patient is good for the resource around it alone.
final class NamedPatients {
  private final Document document;
  private final References references;
  private final Vocabulary vocabulary;

  NamedPatients(Document document, Vocabulary vocabulary) {
    this.document = document;
    this.references = new References(document, vocabulary);
    this.vocabulary = vocabulary;
  }

  /// The byte of the document at which the first of them is named whom this bars.
  OptionalInt first(Barred barred) {
    JsonIndex index = document.index();
    for (int resource : document.resources()) {
      int id = index.member(resource, vocabulary.id);
      if (id != JsonIndex.NONE && isPatient(resource, id) && barred.bars(index.text(id))) {
        return OptionalInt.of(index.start(id));
      }
    }
    OptionalInt named = first(vocabulary.reference, barred);
    return named.isPresent() ? named : first(vocabulary.fullUrl, barred);
  }

  private boolean isPatient(int resource, int id) {
    JsonIndex index = document.index();
    return index.isString(id)
        && index.textOf(resource, vocabulary.resourceType).equals("Patient")
        && document.isPatient(Original.ofId("Patient", index.text(id)));
  }

  private OptionalInt first(int property, Barred barred) {
    Predicate<String> names =
        text -> {
          Optional<String> patient = references.patientId(text);
          return patient.isPresent() && barred.bars(patient.get());
        };
    return document.index().firstText(property, names);
  }
}
