package org.cloister.models.pack;

import org.cloister.models.pack.Graph.Tensor;

/// The 2021 CKD-EPI creatinine equation, without race.
///
/// `eGFR = 142 * min(Scr/k, 1)^a * max(Scr/k, 1)^-1.200 * 0.9938^age * (1.012 if female)`, with Scr
/// in mg/dL, age in years, `k` = 0.7 (female) or 0.9 (male), `a` = -0.241 (female) or -0.302
/// (male); mL/min/1.73 m2. Inker LA et al., N Engl J Med 2021;385:1737-1749.
final class CkdEpi2021 {
  private CkdEpi2021() {}

  static Graph graph() {
    Graph graph = new Graph("ckd_epi_2021_cr");
    Tensor age = graph.input("age");
    Tensor sex = graph.input("sex");
    Tensor creatinine = graph.input("creatinine");

    Tensor female = graph.apply("Greater", sex, graph.constant(0.5));
    Tensor one = graph.constant(1);
    Tensor kappa = graph.apply("Where", female, graph.constant(0.7), graph.constant(0.9));
    Tensor alpha = graph.apply("Where", female, graph.constant(-0.241), graph.constant(-0.302));
    Tensor factor = graph.apply("Where", female, graph.constant(1.012), one);

    Tensor ratio = graph.apply("Div", creatinine, kappa);
    Tensor low = graph.apply("Pow", graph.apply("Min", ratio, one), alpha);
    Tensor high = graph.apply("Pow", graph.apply("Max", ratio, one), graph.constant(-1.200));
    Tensor ageing = graph.apply("Pow", graph.constant(0.9938), age);

    Tensor egfr = graph.apply("Mul", graph.constant(142), low);
    egfr = graph.apply("Mul", egfr, high);
    egfr = graph.apply("Mul", egfr, ageing);
    graph.output("egfr", graph.apply("Mul", egfr, factor));
    return graph;
  }
}
