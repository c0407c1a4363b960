output "arn" {
  value       = aws_cloudfront_distribution.this.arn
  description = "Whom the images bucket lets in."
}

output "id" {
  value       = aws_cloudfront_distribution.this.id
  description = "What is invalidated."
}

output "domain" {
  value       = aws_cloudfront_distribution.this.domain_name
  description = "Where the record of the image's name points."
}

output "zone_id" {
  value       = aws_cloudfront_distribution.this.hosted_zone_id
  description = "CloudFront's zone, for the alias record."
}
