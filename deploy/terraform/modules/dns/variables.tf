variable "zone" {
  type        = string
  description = "The hosted zone, such as example.com, which exists already."
}

variable "apps" {
  type        = map(string)
  description = "Name to target of what runs on Heroku."
}

variable "images_domain" {
  type        = string
  description = "The images' name."
}

variable "cdn_domain" {
  type        = string
  description = "The distribution's own name."
}

variable "cdn_zone_id" {
  type        = string
  description = "CloudFront's zone."
}
