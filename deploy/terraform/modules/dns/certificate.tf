# The CDN's certificate, which AWS renews by itself while the record of its validation stays.
resource "aws_acm_certificate" "images" {
  region            = "us-east-1"
  domain_name       = var.images_domain
  validation_method = "DNS"
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each = {
    for option in aws_acm_certificate.images.domain_validation_options : option.domain_name => option
  }
  zone_id = data.aws_route53_zone.this.zone_id
  name    = each.value.resource_record_name
  type    = each.value.resource_record_type
  ttl     = 300
  records = [each.value.resource_record_value]
}

resource "aws_acm_certificate_validation" "images" {
  region                  = "us-east-1"
  certificate_arn         = aws_acm_certificate.images.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}
