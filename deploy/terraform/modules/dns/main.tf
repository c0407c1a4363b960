# Names: the gallery, the studio and the API lead to Heroku, the images to the CDN.
data "aws_route53_zone" "this" {
  name = var.zone
}

resource "aws_route53_record" "apps" {
  for_each = var.apps
  zone_id  = data.aws_route53_zone.this.zone_id
  name     = each.key
  type     = "CNAME"
  ttl      = 300
  records  = [each.value]
}

resource "aws_route53_record" "images" {
  for_each = toset(["A", "AAAA"])
  zone_id  = data.aws_route53_zone.this.zone_id
  name     = var.images_domain
  type     = each.key
  alias {
    name                   = var.cdn_domain
    zone_id                = var.cdn_zone_id
    evaluate_target_health = false
  }
}
