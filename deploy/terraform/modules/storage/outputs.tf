output "names" {
  value       = { for key, bucket in aws_s3_bucket.this : key => bucket.id }
  description = "The buckets' names: temporary, images, backups."
}

output "arns" {
  value       = { for key, bucket in aws_s3_bucket.this : key => bucket.arn }
  description = "The buckets' ARNs: temporary, images, backups."
}

output "images_domain" {
  value       = aws_s3_bucket.this["images"].bucket_regional_domain_name
  description = "Where the CDN finds the images bucket."
}
