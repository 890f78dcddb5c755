/// Clients of RabbitMQ, unchanged, against a broker process: its own for Java, and the tests that
/// the authors of those for Go and Node have written.
package io.thalweg.checks.amqp;
