package org.cloister.gateway.config;

import org.apache.catalina.core.StandardHost;
import org.cloister.gateway.http.ContainerErrors;
import org.cloister.gateway.http.DeidentifyEndpoint;
import org.cloister.gateway.http.DirectOperations;
import org.cloister.gateway.http.InferEndpoint;
import org.cloister.gateway.http.LastResort;
import org.cloister.gateway.http.SafeHeaders;
import org.cloister.gateway.infer.DeidentifyPipeline;
import org.cloister.gateway.infer.InferencePipeline;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/// The web server: no sessions, no cookies, no HTML.
@Configuration(proxyBeanMethods = false)
class HttpWiring {
  /// Everything but the demo's issuer. Nothing is decided here: callers are authenticated in the
  /// pipeline, where a refusal becomes a record. What remains is Spring Security's firewall against
  /// malformed URLs.
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  SecurityFilterChain everythingElse(HttpSecurity http) {
    http.sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(csrf -> csrf.disable())
        .headers(headers -> headers.disable())
        .requestCache(cache -> cache.disable())
        .logout(logout -> logout.disable())
        .anonymous(anonymous -> anonymous.disable())
        .securityContext(context -> context.disable());
    return http.build();
  }

  @Bean
  FilterRegistrationBean<SafeHeaders> safeHeaders() {
    FilterRegistrationBean<SafeHeaders> registration =
        new FilterRegistrationBean<>(new SafeHeaders());
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }

  @Bean
  FilterRegistrationBean<LastResort> lastResort() {
    FilterRegistrationBean<LastResort> registration =
        new FilterRegistrationBean<>(new LastResort());
    // Around every other filter but the one that sets the headers of its answer, too.
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return registration;
  }

  @Bean
  InferEndpoint inferEndpoint(InferencePipeline pipeline) {
    return new InferEndpoint(pipeline);
  }

  @Bean
  DeidentifyEndpoint deidentifyEndpoint(DeidentifyPipeline pipeline) {
    return new DeidentifyEndpoint(pipeline);
  }

  @Bean
  FilterRegistrationBean<DirectOperations> directOperations(
      InferEndpoint infer, DeidentifyEndpoint deidentify) {
    FilterRegistrationBean<DirectOperations> registration =
        new FilterRegistrationBean<>(new DirectOperations(infer, deidentify));
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
    return registration;
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> fhirErrorsFromTheContainer() {
    TomcatContextCustomizer errors =
        context -> {
          if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(ContainerErrors.class.getName());
          }
        };
    return factory -> factory.addContextCustomizers(errors);
  }
}
