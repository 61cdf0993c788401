package org.cloister.deid.release;

import java.util.List;
import org.cloister.deid.r4.Element;
import org.jspecify.annotations.Nullable;

/// An [org.cloister.deid.rule.ObjectPlan] in the form that is looked up by a property's number. Its
/// members are set once, by [StepPlanCompiler], before anything reads them.
final class StepPlan {
  /// What becomes of one property.
  ///
  /// @param opening `"name":`
  @SuppressWarnings("ArrayRecordComponent") // nobody compares members, and nobody writes to it
  record Member(Element element, int name, int companion, Step step, byte[] opening) {}

  private final byte[] opening;
  private final boolean isAge;
  private Member[] slots = new Member[0];
  private boolean aggregatesAge;

  StepPlan(String type) {
    this.opening = Rewriter.ascii("{\"resourceType\":\"" + type + "\"");
    this.isAge = type.equals("Age");
  }

  /// How a resource of the type begins: `{"resourceType":"Patient"`.
  byte[] opening() {
    return opening;
  }

  /// Whether `value` here may be an age above 89.
  boolean aggregatesAge() {
    return aggregatesAge;
  }

  /// Whether this is the type Age, whose value is an age whatever its unit.
  boolean isAge() {
    return isAge;
  }

  void members(List<Member> members) {
    slots = new Member[Integer.highestOneBit(members.size() * 4 + 4)];
    for (Member member : members) {
      put(member.name(), member);
      if (member.companion() != ByteKeys.NONE) {
        put(member.companion(), member);
      }
      aggregatesAge |= member.step() instanceof Step.AgeValue;
    }
  }

  private void put(int name, Member member) {
    int slot = slot(name);
    while (slots[slot] != null) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = member;
  }

  /// The member that this is the name of, or the name of the companion of.
  @Nullable Member member(int name) {
    int slot = slot(name);
    while (true) {
      Member member = slots[slot];
      if (member == null || member.name() == name || member.companion() == name) {
        return member;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
  }

  private int slot(int name) {
    return (name * 0x9E3779B9) >>> 8 & (slots.length - 1);
  }
}
