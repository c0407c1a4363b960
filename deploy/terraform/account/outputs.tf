output "state_bucket" {
  value       = aws_s3_bucket.state.id
  description = "For every environment's backend."
}

output "state_key_arn" {
  value       = aws_kms_key.state.arn
  description = "For every environment's backend."
}

output "ci_roles" {
  value       = module.ci.roles
  description = "For the pipeline's variables."
}

output "repositories" {
  value       = module.ci.repositories
  description = "Where the pipeline pushes images."
}

output "heroku_pipeline" {
  value       = heroku_pipeline.this.id
  description = "For the environments that belong to it."
}
