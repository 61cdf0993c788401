package org.cloister.deid.release;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.cloister.deid.r4.Element;
import org.cloister.deid.rule.Action;
import org.cloister.deid.rule.ObjectPlan;
import org.cloister.deid.rule.ObjectPlan.Case;
import org.cloister.deid.rule.ObjectPlan.ElementPlan;

/// Compiles a graph of plans, each plan once.
final class StepPlanCompiler {
  private final PropertyNames names;
  private final IdentityHashMap<ObjectPlan, StepPlan> compiled = new IdentityHashMap<>();
  private boolean shiftsDates;
  private boolean generalisesDates;
  private boolean keepsDates;
  private boolean scrubsTexts;

  StepPlanCompiler(PropertyNames names) {
    this.names = names;
  }

  StepPlan compile(ObjectPlan plan) {
    StepPlan known = compiled.get(plan);
    if (known != null) {
      return known;
    }
    StepPlan fresh = new StepPlan(plan.type());
    compiled.put(plan, fresh);
    List<StepPlan.Member> members = new ArrayList<>();
    for (ElementPlan element : plan.elements()) {
      members.add(member(element));
    }
    fresh.members(members);
    return fresh;
  }

  /// What the plans so far do with dates, for those in texts: no less than in any element.
  Notes.Dates datesInTexts() {
    if (shiftsDates) {
      return Notes.Dates.SHIFTED;
    }
    return generalisesDates || !keepsDates ? Notes.Dates.YEAR : Notes.Dates.KEPT;
  }

  /// Whether any plan so far scrubs texts.
  boolean scrubsTexts() {
    return scrubsTexts;
  }

  private StepPlan.Member member(ElementPlan plan) {
    Element element = plan.element();
    String property = element.property();
    return new StepPlan.Member(
        element,
        names.find(property),
        Step.Lexical.of(element.type()) == Step.Lexical.NONE
            ? ByteKeys.NONE
            : names.find(PropertyNames.companionOf(property)),
        step(plan),
        ("\"" + property + "\":").getBytes(StandardCharsets.UTF_8));
  }

  private Step step(ElementPlan plan) {
    return switch (plan) {
      case ElementPlan.Whole(var element, var action) -> {
        noteDate(action, element.type());
        scrubsTexts |= action instanceof Action.ScrubText;
        yield Step.of(action, element.type(), element.path());
      }
      case ElementPlan.Descend(_, var inner) -> new Step.Descend(compile(inner));
      case ElementPlan.Resource(_) -> new Step.Resource();
      case ElementPlan.Choose(_, var cases, var otherwise) ->
          new Step.Choose(cases.stream().map(this::choice).toList(), step(otherwise));
    };
  }

  private void noteDate(Action action, String type) {
    if (Step.Lexical.of(type) == Step.Lexical.DATE) {
      shiftsDates |= action instanceof Action.ShiftDate;
      generalisesDates |= action instanceof Action.Year || action instanceof Action.BirthYear;
      keepsDates |= action instanceof Action.Keep;
    }
  }

  private Step.Choice choice(Case option) {
    Step step = step(option.plan());
    return new Step.Choice(
        names.find(option.property()),
        new ByteKeys(option.values()),
        option.values().stream().map(_ -> step).toList());
  }
}
