data "aws_region" "here" {}

# In rows of two: what fails, how long it takes, the database, and the last errors of all logs.
locals {
  per_function = { for metric in ["Invocations", "Errors", "Duration", "ConcurrentExecutions"] : metric => [
    for function in values(var.functions) : ["AWS/Lambda", metric, "FunctionName", function]
  ] }
  graphs = [
    { title = "Functions: calls", stat = "Sum", metrics = local.per_function["Invocations"] },
    { title = "Functions: errors", stat = "Sum", metrics = local.per_function["Errors"] },
    { title = "Functions: milliseconds, 95th percentile", stat = "p95", metrics = local.per_function["Duration"] },
    { title = "Requests: milliseconds, 95th percentile", stat = "p95", metrics = [
      for function in values(var.functions) : ["Copper", "Milliseconds", "function", function]
    ] },
    { title = "Requests: faults", stat = "Sum", metrics = [
      for function in values(var.functions) : ["Copper", "Faults", "function", function]
    ] },
    { title = "Functions: at once", stat = "Maximum", metrics = local.per_function["ConcurrentExecutions"] },
    { title = "Failed requests, Heroku and AWS", stat = "Sum", metrics = [
      for key in keys(var.log_groups) : [local.namespace, "FailedRequests-${key}"]
    ] },
    { title = "Images that failed for good", stat = "Maximum", metrics = [
      ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", var.failure_queue]
    ] },
    { title = "Database: processor, %", stat = "Average", metrics = [
      ["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", var.database]
    ] },
    { title = "Database: connections", stat = "Maximum", metrics = [
      ["AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier", var.database]
    ] },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = concat(
      [for index, graph in local.graphs : {
        type = "metric", x = (index % 2) * 12, y = floor(index / 2) * 6, width = 12, height = 6
        properties = {
          title  = graph.title, stat = graph.stat, metrics = graph.metrics
          region = data.aws_region.here.region, period = 300, view = "timeSeries"
        }
      }],
      [{
        type = "log", x = 0, y = 30, width = 24, height = 8
        properties = {
          title  = "Last errors"
          region = data.aws_region.here.region
          query = join(" | ", concat([for group in values(var.log_groups) : "SOURCE '${group}'"], [
            "filter level = 'error'", "sort @timestamp desc", "limit 50", "fields @timestamp, service, event, error, requestId"
          ]))
        }
      }],
    )
  })
}
