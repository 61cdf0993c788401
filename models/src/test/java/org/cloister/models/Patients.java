package org.cloister.models;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cloister.deid.Feature;
import org.cloister.policies.ModelId;
import org.cloister.policies.RequestId;

/// Features of made-up patients, by input name.
final class Patients {
  static final ModelId CKD = new ModelId("ckd-epi-2021-cr");
  static final ModelId PREVENT = new ModelId("prevent-2023-base");

  private Patients() {}

  /// The worked example of Khan 2024, Supplemental Table S12.
  static Map<String, Double> workedExample(double sex) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("age", 50.0);
    values.put("sex", sex);
    values.put("sbp", 160.0);
    values.put("bp_treated", 1.0);
    values.put("total_chol", 200.0);
    values.put("hdl", 45.0);
    values.put("statin", 0.0);
    values.put("diabetes", 1.0);
    values.put("smoker", 0.0);
    values.put("egfr", 90.0);
    values.put("bmi", 35.0);
    return values;
  }

  static List<Feature> features(Map<String, Double> values) {
    List<Feature> features = new ArrayList<>();
    values.forEach((input, value) -> features.add(new Feature(input, value, 0)));
    return features;
  }

  static ModelResult answer(Models models, ModelId model, Map<String, Double> values) {
    return models.answer(RequestId.random(), models.model(model), features(values), _ -> {});
  }

  static Prediction predict(Models models, ModelId model, Map<String, Double> values) {
    return switch (answer(models, model, values)) {
      case ModelResult.Predicted(Prediction prediction) -> prediction;
      case ModelResult.Refused refused -> throw new AssertionError(refused);
    };
  }
}
