# What is counted from the logs, when somebody is woken (by mail), and the page to look at then (R0.14).
resource "aws_sns_topic" "alarms" {
  name              = "${var.name}-alarms"
  kms_master_key_id = var.kms_key_arn
}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

# Every program writes the same JSON lines, on Lambda and, through the drain, on Heroku.
resource "aws_cloudwatch_log_metric_filter" "errors" {
  for_each       = var.log_groups
  name           = "${var.name}-${each.key}-errors"
  log_group_name = each.value
  pattern        = "{ $.level = \"error\" }"
  metric_transformation {
    name          = "Errors-${each.key}"
    namespace     = local.namespace
    value         = "1"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "failed_requests" {
  for_each       = var.log_groups
  name           = "${var.name}-${each.key}-failed-requests"
  log_group_name = each.value
  pattern        = "{ $.status >= 500 }"
  metric_transformation {
    name          = "FailedRequests-${each.key}"
    namespace     = local.namespace
    value         = "1"
    default_value = "0"
  }
}

locals {
  namespace = "Copper/${var.name}"
}
