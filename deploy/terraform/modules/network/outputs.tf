output "private_subnet_ids" {
  value       = [for subnet in aws_subnet.private : subnet.id]
  description = "Two subnets in two zones."
}

output "functions_security_group_id" {
  value       = aws_security_group.functions.id
  description = "For functions that use the database."
}

output "database_security_group_id" {
  value       = aws_security_group.database.id
  description = "For the database."
}

output "api_endpoint_id" {
  value       = one(aws_vpc_endpoint.api[*].id)
  description = "The API's endpoint inside the network; null without a private space."
}
