package org.cloister.models;

/// A process that opens models once when it runs and once when it ends; see [ShutdownTest].
final class OpenWhileEnding {
  private OpenWhileEnding() {}

  public static void main(String[] args) throws ModelException {
    Models models = Models.open(ModelRepository.shipped());
    Runtime.getRuntime().addShutdownHook(new Thread(OpenWhileEnding::openAgain));
    if (models.manifests().isEmpty()) {
      throw new IllegalStateException("no model");
    }
    System.exit(0);
  }

  private static void openAgain() {
    try {
      Models.open(ModelRepository.shipped()).close();
      System.out.println("opened");
    } catch (ModelException e) {
      System.out.println(e.getMessage());
    }
  }
}
