output "name" {
  value       = heroku_app.this.name
  description = "The app's name."
}

output "dns_target" {
  value       = heroku_domain.this.cname
  description = "Where its name must point."
}
