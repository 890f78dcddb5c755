/// The newest Kafka clients for Java, unchanged, against a broker process. Other clients have
/// packages of their own.
package io.thalweg.checks.kafka;
