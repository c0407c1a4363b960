# AWS API Gateway in front of one service (R0.7): every route asks for a signature by IAM, there is no other way in.
# Payload format 2.0; its time ends at 30 s.
locals {
  http = var.endpoint_id == null ? 1 : 0
}

resource "aws_apigatewayv2_api" "this" {
  count                        = local.http
  name                         = var.name
  description                  = var.description
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = false
}

resource "aws_apigatewayv2_integration" "this" {
  count                  = local.http
  api_id                 = aws_apigatewayv2_api.this[0].id
  integration_type       = "AWS_PROXY"
  integration_uri        = var.function_invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000
}

# A role is allowed a route by its method and path. "$default" has neither, so it is none of these.
resource "aws_apigatewayv2_route" "this" {
  for_each           = toset(local.http == 1 ? var.routes : [])
  api_id             = aws_apigatewayv2_api.this[0].id
  route_key          = each.key
  authorization_type = "AWS_IAM"
  target             = "integrations/${aws_apigatewayv2_integration.this[0].id}"
}

resource "aws_apigatewayv2_stage" "this" {
  count       = local.http
  api_id      = aws_apigatewayv2_api.this[0].id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    detailed_metrics_enabled = true
    throttling_burst_limit   = 2 * var.requests_per_second
    throttling_rate_limit    = var.requests_per_second
  }
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.this.arn
    format = jsonencode({
      time      = "$context.requestTime"
      requestId = "$context.requestId"
      method    = "$context.httpMethod"
      path      = "$context.path"
      status    = "$context.status"
      ms        = "$context.responseLatency"
      caller    = "$context.identity.userArn"
      error     = "$context.error.message"
    })
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/copper/${var.name}/api"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_lambda_permission" "this" {
  statement_id  = "api"
  action        = "lambda:InvokeFunction"
  function_name = var.function_name
  qualifier     = var.function_alias
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${local.execution_arn}/*"
}

locals {
  execution_arn = one(concat(aws_apigatewayv2_api.this[*].execution_arn, aws_api_gateway_rest_api.this[*].execution_arn))
}
