output "host" {
  value       = aws_db_instance.this.address
  description = "Where it listens, at port 5432."
}

output "identifier" {
  value       = aws_db_instance.this.identifier
  description = "Its name, for alarms and snapshots."
}
