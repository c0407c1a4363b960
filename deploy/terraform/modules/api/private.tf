# The same inside the private network, for a Heroku Private Space. HTTP APIs cannot be private, REST APIs can (payload
# format 1.0). Its address resolves anywhere and leads to the endpoint in the network.
locals {
  rest = var.endpoint_id == null ? 0 : 1
}

resource "aws_api_gateway_rest_api" "this" {
  count              = local.rest
  name               = var.name
  description        = var.description
  binary_media_types = ["*/*"]
  endpoint_configuration {
    types            = ["PRIVATE"]
    vpc_endpoint_ids = [var.endpoint_id]
  }
  lifecycle {
    create_before_destroy = true
  }
}

data "aws_iam_policy_document" "through_endpoint" {
  count = local.rest
  statement {
    actions   = ["execute-api:Invoke"]
    resources = ["${aws_api_gateway_rest_api.this[0].execution_arn}/*"]
    principals {
      type        = "AWS"
      identifiers = [var.account_id]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceVpce"
      values   = [var.endpoint_id]
    }
  }
}

resource "aws_api_gateway_rest_api_policy" "this" {
  count       = local.rest
  rest_api_id = aws_api_gateway_rest_api.this[0].id
  policy      = data.aws_iam_policy_document.through_endpoint[0].json
}

resource "aws_api_gateway_resource" "all" {
  count       = local.rest
  rest_api_id = aws_api_gateway_rest_api.this[0].id
  parent_id   = aws_api_gateway_rest_api.this[0].root_resource_id
  path_part   = "{proxy+}"
}

resource "aws_api_gateway_method" "all" {
  count         = local.rest
  rest_api_id   = aws_api_gateway_rest_api.this[0].id
  resource_id   = aws_api_gateway_resource.all[0].id
  http_method   = "ANY"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_integration" "all" {
  count                   = local.rest
  rest_api_id             = aws_api_gateway_rest_api.this[0].id
  resource_id             = aws_api_gateway_resource.all[0].id
  http_method             = aws_api_gateway_method.all[0].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = var.function_invoke_arn
}

resource "aws_api_gateway_deployment" "this" {
  count       = local.rest
  rest_api_id = aws_api_gateway_rest_api.this[0].id
  triggers = {
    changed = sha256(jsonencode([aws_api_gateway_integration.all[0], data.aws_iam_policy_document.through_endpoint[0].json]))
  }
  depends_on = [aws_api_gateway_rest_api_policy.this]
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "live" {
  count         = local.rest
  rest_api_id   = aws_api_gateway_rest_api.this[0].id
  deployment_id = aws_api_gateway_deployment.this[0].id
  stage_name    = "live"
}

resource "aws_api_gateway_method_settings" "all" {
  count       = local.rest
  rest_api_id = aws_api_gateway_rest_api.this[0].id
  stage_name  = aws_api_gateway_stage.live[0].stage_name
  method_path = "*/*"
  settings {
    metrics_enabled        = true
    throttling_burst_limit = 2 * var.requests_per_second
    throttling_rate_limit  = var.requests_per_second
  }
}
