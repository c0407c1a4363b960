output "certificate_arn" {
  value       = aws_acm_certificate_validation.images.certificate_arn
  description = "The CDN's certificate, once it is valid."
}
