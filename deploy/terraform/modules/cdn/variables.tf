variable "name" {
  type        = string
  description = "What names begin with."
}

variable "domain" {
  type        = string
  description = "The name that visitors' browsers ask, such as images.example.com."
}

variable "certificate_arn" {
  type        = string
  description = "A certificate for it, in us-east-1 as CloudFront wants it."
}

variable "images_domain" {
  type        = string
  description = "The images bucket's own name in DNS."
}

variable "gallery_url" {
  type        = string
  description = "The gallery, whose pages show the images and whose assets are served here too."
}

variable "studio_url" {
  type        = string
  description = "The studio, whose pages show the images."
}
