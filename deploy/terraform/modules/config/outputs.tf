output "path" {
  value       = var.path
  description = "Where the parameters are."
}
