output "name" {
  value       = aws_lambda_function.this.function_name
  description = "The function's name."
}

output "live_arn" {
  value       = aws_lambda_alias.live.arn
  description = "The alias that is asked."
}

output "live_invoke_arn" {
  value       = aws_lambda_alias.live.invoke_arn
  description = "The alias, as API Gateway names it."
}

output "live_alias" {
  value       = aws_lambda_alias.live.name
  description = "The alias's name."
}

output "version" {
  value       = aws_lambda_function.this.version
  description = "The newest version: the one that the pipeline moves the alias to."
}

output "log_group" {
  value       = aws_cloudwatch_log_group.this.name
  description = "Its log."
}
