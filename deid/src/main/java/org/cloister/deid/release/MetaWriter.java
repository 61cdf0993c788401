package org.cloister.deid.release;

import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.release.StepPlan.Member;
import org.jspecify.annotations.Nullable;

/// Writes a resource's `meta` with the labels of the release before those that it had. Not safe for
/// concurrent use.
final class MetaWriter {
  private static final byte[] META = Rewriter.ascii(",\"meta\":{\"security\":[");

  private final Rewriter rewriter;
  private final Writing writing;
  private final JsonIndex index;
  private final Vocabulary vocabulary;
  private final byte[] labels;

  /// @param labels Codings in JSON with commas between
  MetaWriter(Rewriter rewriter, Writing writing, byte[] labels) {
    this.rewriter = rewriter;
    this.writing = writing;
    this.index = writing.index();
    this.vocabulary = writing.vocabulary();
    this.labels = labels;
  }

  /// Whether a resource of this scope is labelled. Contained ones "SHALL NOT have a security label"
  /// (dom-5).
  boolean labels(ResourceScope scope) {
    return labels.length > 0 && !scope.isContained();
  }

  void write(StepPlan plan, int resource) throws PseudonymException {
    JsonOutput out = writing.out();
    out.write(META);
    int meta = index.member(resource, vocabulary.meta);
    StepPlan inner = meta == JsonIndex.NONE ? null : planOf(plan, meta);
    if (inner != null) {
      keptSecurity(inner, meta);
    }
    out.write(labels);
    out.write(']');
    if (inner != null) {
      var _ = rewriter.members(inner, meta, true);
    }
    out.write('}');
  }

  private @Nullable StepPlan planOf(StepPlan plan, int meta) {
    Member member = plan.member(vocabulary.meta);
    return index.isObject(meta)
            && member != null
            && member.step() instanceof Step.Descend(StepPlan inner)
        ? inner
        : null;
  }

  private void keptSecurity(StepPlan meta, int node) throws PseudonymException {
    Member member = meta.member(vocabulary.security);
    int security = index.member(node, vocabulary.security);
    if (member == null || security == JsonIndex.NONE || !index.isArray(security)) {
      return;
    }
    int stop = index.next(security);
    for (int label = index.first(security); label < stop; label = index.next(label)) {
      if (rewriter.value(member.step(), member, node, label)) {
        writing.out().write(',');
      }
    }
  }

  /// Whether this member of the object is what [#write] has written.
  boolean wrote(int name, int object, ResourceScope scope) {
    if (!labels(scope)) {
      return false;
    }
    return name == vocabulary.meta
        ? object == scope.resource()
        : name == vocabulary.security && object == index.member(scope.resource(), vocabulary.meta);
  }
}
