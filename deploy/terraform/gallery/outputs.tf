output "functions" {
  value       = { for key, function in module.function : key => { name = function.name, version = function.version } }
  description = "Function to name and newest version: what the pipeline moves the alias `live` to."
}

output "apps" {
  value       = { for key, app in module.heroku : key => app.name }
  description = "App to its name on Heroku."
}

output "urls" {
  value       = local.urls
  description = "What the smoke test asks."
}

output "heroku_user" {
  value       = aws_iam_user.heroku.name
  description = "Whose key deploy/pipeline/heroku-secrets makes."
}

output "heroku_secrets" {
  value       = { for app in keys(local.app_domains) : app => local.secrets[app] }
  description = "App to the secrets it must be given."
}

output "distribution_id" {
  value       = module.cdn.id
  description = "The CDN's distribution."
}

output "dashboard" {
  value       = module.observability.dashboard
  description = "The dashboard's name in CloudWatch."
}
