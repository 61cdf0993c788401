package org.cloister.deid.release;

import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.release.Tally.Fate;
import org.cloister.deid.rule.Action.Pseudonymise;

/// Writes codes in place of ids, of identifiers and of whatever names a resource. Not safe for
/// concurrent use.
final class LinkWriter {
  private final Writing writing;
  private final JsonIndex index;
  private final JsonOutput out;
  private final Vocabulary vocabulary;
  private final References references;

  LinkWriter(Writing writing, References references) {
    this.writing = writing;
    this.index = writing.index();
    this.out = writing.out();
    this.vocabulary = writing.vocabulary();
    this.references = references;
  }

  /// @param object that holds the value
  boolean write(
      Pseudonymise.Form form, boolean isFullUrl, ResourceScope scope, int object, int node) {
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
            String system = index.textOf(object, vocabulary.system);
            writing.codes().write(Original.ofIdentifier(system, text), out);
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
}
