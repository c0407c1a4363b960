output "url" {
  value = one(concat(
    aws_apigatewayv2_api.this[*].api_endpoint,
    [for stage in aws_api_gateway_stage.live :
    replace(stage.invoke_url, stage.rest_api_id, "${stage.rest_api_id}-${var.endpoint_id}")],
  ))
  description = "Where to call it, without a slash at its end."
}

output "execution_arn" {
  value       = local.execution_arn
  description = "What a caller's role must be allowed to invoke."
}

output "metric_dimensions" {
  value = merge(
    { for api in aws_apigatewayv2_api.this : "ApiId" => api.id },
    { for api in aws_api_gateway_rest_api.this : "ApiName" => api.name },
  )
  description = "What its metrics are found by."
}
