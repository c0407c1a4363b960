# One table: what is watched, and from where on it is wrong.
locals {
  function_alarms = merge([
    for key, function in var.functions : {
      "${key}-errors" = {
        namespace = "AWS/Lambda", metric = "Errors", statistic = "Sum", threshold = 5, periods = 1
        says      = "The function ${function} failed more than five times within five minutes."
        where     = { FunctionName = function }
      }
      "${key}-throttled" = {
        namespace = "AWS/Lambda", metric = "Throttles", statistic = "Sum", threshold = 0, periods = 3
        says      = "The function ${function} is asked for more than it may do at once."
        where     = { FunctionName = function }
      }
    }
  ]...)
  log_alarms = {
    for key, group in var.log_groups : "${key}-log-errors" => {
      namespace = local.namespace, metric = "Errors-${key}", statistic = "Sum", threshold = 10, periods = 1
      says      = "More than ten lines of level error within five minutes in ${group}."
      where     = {}
    }
  }
  other_alarms = {
    "failed-images" = {
      namespace = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", statistic = "Maximum", threshold = 0, periods = 1
      says      = "An image could not be processed however often it was tried; its event waits in ${var.failure_queue}."
      where     = { QueueName = var.failure_queue }
    }
    "sweeper-rests" = {
      namespace = "AWS/Events", metric = "FailedInvocations", statistic = "Sum", threshold = 0, periods = 3
      says      = "The sweeper is not called: uploads and image jobs left behind are not taken up again."
      where     = { RuleName = var.sweeper_rule }
    }
    "database-processor" = {
      namespace = "AWS/RDS", metric = "CPUUtilization", statistic = "Average", threshold = 80, periods = 3
      says      = "The database's processor is above 80 % for a quarter of an hour."
      where     = { DBInstanceIdentifier = var.database }
    }
    "database-connections" = {
      namespace = "AWS/RDS", metric = "DatabaseConnections", statistic = "Maximum", threshold = var.database_connections_max, periods = 2
      says      = "The database has nearly as many connections as it can have."
      where     = { DBInstanceIdentifier = var.database }
    }
    "api-slow" = {
      namespace = "AWS/ApiGateway", metric = "Latency", statistic = "p95", threshold = 1000, periods = 3
      says      = "One request in twenty to content takes longer than a second."
      where     = var.api_dimensions
    }
  }
  alarms = merge(local.function_alarms, local.log_alarms, local.other_alarms)
}

resource "aws_cloudwatch_metric_alarm" "above" {
  for_each            = local.alarms
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.says
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.where
  statistic           = startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic  = startswith(each.value.statistic, "p") ? each.value.statistic : null
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = each.value.periods
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

# The one thing of which there must be enough.
resource "aws_cloudwatch_metric_alarm" "database_storage" {
  alarm_name          = "${var.name}-database-storage"
  alarm_description   = "The database has less than 2 GB left."
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  dimensions          = { DBInstanceIdentifier = var.database }
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 2000000000
  period              = 300
  evaluation_periods  = 2
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}
