output "roles" {
  value       = { for key, role in aws_iam_role.this : key => role.arn }
  description = "plan, publish, and apply-ENVIRONMENT."
}

output "repositories" {
  value       = { for key, repository in aws_ecr_repository.this : key => repository.repository_url }
  description = "Function or app to repository."
}
