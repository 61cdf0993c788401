package org.cloister.gateway.config;

import java.util.List;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogIdentity;
import org.cloister.gateway.infer.InferencePipeline;
import org.cloister.gateway.record.Installation;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.models.Models;
import org.cloister.policies.Policies;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Records the start before the first call is taken, and the stop after the last one was answered.
@Configuration(proxyBeanMethods = false)
class InstallationWiring {
  @Bean
  Installation installation(AuditLog log, RecordSealer sealer, GatewaySettings gateway) {
    return new Installation(log, sealer, gateway.tenant());
  }

  /// @param pipeline has passed its own test when it exists
  @Bean
  SmartLifecycle recordedLife(
      Installation installation,
      InferencePipeline pipeline,
      Models models,
      Policies policies,
      LogIdentity identity,
      ListableBeanFactory beans) {
    return new RecordedLife(
        installation,
        new Installation.State(
            models, policies.policySet(), settings(beans), identity.verifierKey().vkey()));
  }

  /// Every settings record of ours with its effective values. A JDBC URL may carry a password
  /// behind its question mark.
  private static List<String> settings(ListableBeanFactory beans) {
    return beans.getBeansWithAnnotation(ConfigurationProperties.class).values().stream()
        .filter(bean -> bean.getClass().getPackageName().startsWith("org.cloister"))
        .map(bean -> bean.toString().replaceAll("\\?[^,\\]]*", ""))
        .sorted()
        .toList();
  }

  private static final class RecordedLife implements SmartLifecycle {
    private final Installation installation;
    private final Installation.State state;
    private volatile boolean running;

    private RecordedLife(Installation installation, Installation.State state) {
      this.installation = installation;
      this.state = state;
    }

    @Override
    public void start() {
      try {
        installation.started(state);
        running = true;
      } catch (AuditException e) {
        throw new IllegalStateException("the start of the gateway could not be recorded", e);
      }
    }

    @Override
    public void stop() {
      running = false;
      installation.stopped();
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    /// Before the web server starts, after it has stopped.
    @Override
    public int getPhase() {
      return 0;
    }
  }
}
