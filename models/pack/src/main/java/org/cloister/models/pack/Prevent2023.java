package org.cloister.models.pack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cloister.models.pack.Graph.Tensor;

/// The base PREVENT equations: 10-year and 30-year risk of total cardiovascular disease, of
/// atherosclerotic cardiovascular disease and of heart failure.
///
/// Each risk is the logistic function of a sum of terms; sex picks the weights. Terms and weights:
/// Khan SS et al., Circulation 2024;149:430-449, Supplemental Table S12. Cholesterol enters in
/// mg/dL and is turned to mmol/L here (x 0.02586, as the authors do).
///
/// What the paper does not define is not returned, and NaN says so: 30-year risks from the age of
/// 60, and heart failure without a body mass index. The other equations carry no weight on BMI, so
/// the neutral 25 kg/m2 stands in for it there.
final class Prevent2023 {
  /// Outputs in the column order of the coefficient table.
  private static final List<String> OUTPUTS =
      List.of(
          "total_cvd_10y",
          "ascvd_10y",
          "heart_failure_10y",
          "total_cvd_30y",
          "ascvd_30y",
          "heart_failure_30y");

  private final Graph graph = new Graph("prevent_2023_base");
  private final Tensor age = graph.input("age");
  private final Tensor sex = graph.input("sex");
  private final Tensor sbp = graph.input("sbp");
  private final Tensor treated = graph.input("bp_treated");
  private final Tensor totalCholesterol = graph.input("total_chol");
  private final Tensor hdl = graph.input("hdl");
  private final Tensor statin = graph.input("statin");
  private final Tensor diabetes = graph.input("diabetes");
  private final Tensor smoker = graph.input("smoker");
  private final Tensor egfr = graph.input("egfr");
  private final Tensor bmi = graph.input("bmi");

  private Prevent2023() {}

  static Graph graph() throws IOException {
    return new Prevent2023().build();
  }

  private Graph build() throws IOException {
    CoefficientTable table = CoefficientTable.read("prevent-2023-base.csv");
    Tensor bmiMissing = graph.apply("IsNaN", bmi);
    Tensor sixtyOrOlder = graph.apply("GreaterOrEqual", age, graph.constant(60));
    Tensor terms = terms(bmiMissing, table.terms());

    Tensor female = graph.apply("MatMul", terms, graph.matrix(table.weights("female", OUTPUTS)));
    Tensor male = graph.apply("MatMul", terms, graph.matrix(table.weights("male", OUTPUTS)));
    Tensor isFemale = graph.apply("Greater", sex, graph.constant(0.5));
    Tensor risks = graph.apply("Sigmoid", graph.apply("Where", isFemale, female, male));

    Tensor notReturned = graph.constant(Double.NaN);
    List<Tensor> risk = graph.columnsOf(risks, OUTPUTS.size());
    for (int i = 0; i < OUTPUTS.size(); i++) {
      Tensor value = risk.get(i);
      if (OUTPUTS.get(i).startsWith("heart_failure")) {
        value = graph.apply("Where", bmiMissing, notReturned, value);
      }
      if (OUTPUTS.get(i).endsWith("30y")) {
        value = graph.apply("Where", sixtyOrOlder, notReturned, value);
      }
      graph.output(OUTPUTS.get(i), value);
    }
    return graph;
  }

  /// The terms of Table S12 side by side, in the row order of the coefficient table.
  private Tensor terms(Tensor bmiMissing, List<String> order) {
    Tensor decades = scaled(age, 55, 10);
    Tensor hdlMmol = graph.apply("Mul", hdl, graph.constant(0.02586));
    Tensor totalMmol = graph.apply("Mul", totalCholesterol, graph.constant(0.02586));
    Tensor nonHdl = graph.apply("Sub", graph.apply("Sub", totalMmol, hdlMmol), graph.constant(3.5));
    Tensor hdlTerm = scaled(hdlMmol, 1.3, 0.3);
    Tensor sbpHigh = scaled(above(sbp, 110), 130, 20);
    Tensor knownBmi = graph.apply("Where", bmiMissing, graph.constant(25), bmi);
    Tensor bmiHigh = scaled(above(knownBmi, 30), 30, 5);
    Tensor egfrLow = scaled(below(egfr, 60), 60, -15);

    List<Tensor> terms = new ArrayList<>();
    for (String term : order) {
      terms.add(
          switch (term) {
            case "age" -> decades;
            case "age_squared" -> graph.apply("Mul", decades, decades);
            case "non_hdl" -> nonHdl;
            case "hdl" -> hdlTerm;
            case "sbp_below_110" -> scaled(below(sbp, 110), 110, 20);
            case "sbp_from_110" -> sbpHigh;
            case "diabetes" -> diabetes;
            case "smoker" -> smoker;
            case "bmi_below_30" -> scaled(below(knownBmi, 30), 25, 5);
            case "bmi_from_30" -> bmiHigh;
            case "egfr_below_60" -> egfrLow;
            case "egfr_from_60" -> scaled(above(egfr, 60), 90, -15);
            case "bp_treated" -> treated;
            case "statin" -> statin;
            case "bp_treated_x_sbp_from_110" -> graph.apply("Mul", treated, sbpHigh);
            case "statin_x_non_hdl" -> graph.apply("Mul", statin, nonHdl);
            case "age_x_non_hdl" -> graph.apply("Mul", decades, nonHdl);
            case "age_x_hdl" -> graph.apply("Mul", decades, hdlTerm);
            case "age_x_sbp_from_110" -> graph.apply("Mul", decades, sbpHigh);
            case "age_x_diabetes" -> graph.apply("Mul", decades, diabetes);
            case "age_x_smoker" -> graph.apply("Mul", decades, smoker);
            case "age_x_bmi_from_30" -> graph.apply("Mul", decades, bmiHigh);
            case "age_x_egfr_below_60" -> graph.apply("Mul", decades, egfrLow);
            // A column of ones with as many rows as the inputs have.
            case "constant" ->
                graph.apply("Add", graph.apply("Mul", sbp, graph.constant(0)), graph.constant(1));
            default -> throw new IllegalStateException("the table has an unknown term: " + term);
          });
    }
    return graph.beside(terms);
  }

  private Tensor scaled(Tensor value, double origin, double unit) {
    return graph.apply(
        "Div", graph.apply("Sub", value, graph.constant(origin)), graph.constant(unit));
  }

  private Tensor below(Tensor value, double limit) {
    return graph.apply("Min", value, graph.constant(limit));
  }

  private Tensor above(Tensor value, double limit) {
    return graph.apply("Max", value, graph.constant(limit));
  }
}
